-- Commitments by words of their titles, institutions, texts, milestones and quotes; accents and case do not matter, every
-- word must begin a word somewhere, and what names the commitment weighs more than what is said of it:
-- FROM search('water boards') LIMIT 10
-- (in a connection that uses this file: a macro, unlike a view, finds its tables on the search path)
CREATE MACRO main.search(words) AS TABLE
WITH terms AS (
    SELECT DISTINCT ' ' || unnest(string_split(
        trim(regexp_replace(strip_accents(lower(words)), '[^a-z0-9]+', ' ', 'g')), ' '
    )) AS term
),
met AS (
    SELECT
        s.commitment_id,
        count(*) AS terms,
        sum(CASE WHEN contains(s.strong, t.term) THEN 3 ELSE 1 END) AS score,
        bool_and(contains(s.strong, t.term)) AS named,
        min(nullif(strpos(s.weak, t.term), 0)) AS at,
        any_value(s.weak) AS weak
    FROM meta.search_texts AS s
    JOIN terms AS t ON length(t.term) > 1 AND (contains(s.strong, t.term) OR contains(s.weak, t.term))
    GROUP BY s.commitment_id
    HAVING count(*) = (SELECT count(*) FROM terms WHERE length(term) > 1)
)
SELECT
    m.commitment_id,
    c.plan_id,
    c.country_code,
    c.title,
    c.title_en,
    c.title_es,
    c.lead_institution,
    CASE WHEN m.named THEN 'name' ELSE 'text' END AS found_in,
    CASE WHEN m.at IS NOT NULL THEN trim(substr(m.weak, greatest(m.at::INTEGER - 60, 1), 160)) END AS snippet,
    m.score::BIGINT AS score
FROM met AS m
JOIN meta.commitments_merged AS c ON c.commitment_id = m.commitment_id
ORDER BY m.named DESC, m.score DESC, length(c.title), m.commitment_id

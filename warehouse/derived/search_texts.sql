-- The folded words of each commitment: those that name it (strong) and those that are said of it (weak).
WITH words AS (
    SELECT
        canonical_id,
        concat_ws(' ', commitment_id, ogp_id, title, lead_institution, array_to_string(support_institutions, ' '))
            AS strong,
        concat_ws(' ', area, objective, problem, description, array_to_string(policy_areas, ' ')) AS weak
    FROM affected_mentions
    UNION ALL
    SELECT a.canonical_id, '', m.text
    FROM core.milestones AS m
    JOIN affected_mentions AS a ON a.mention_id = m.mention_id
    UNION ALL
    SELECT s.commitment_id, '', e.quote
    FROM affected_statements AS s
    JOIN affected_evidence AS e ON e.evidence_id = s.evidence_id
    WHERE s.used AND length(e.quote) > 20
)
SELECT
    canonical_id AS commitment_id,
    concat(' ', trim(regexp_replace(strip_accents(lower(
        string_agg(DISTINCT strong, ' ' ORDER BY strong)
    )), '[^a-z0-9]+', ' ', 'g'))) AS strong,
    concat(' ', left(trim(regexp_replace(strip_accents(lower(
        string_agg(DISTINCT weak, ' ' ORDER BY weak)
    )), '[^a-z0-9]+', ' ', 'g')), 6000)) AS weak
FROM words
GROUP BY canonical_id

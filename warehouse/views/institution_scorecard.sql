-- purpose: How the commitments of each lead institution fare, by plan, assessor and phase.
-- propósito: Cómo van los compromisos de cada institución responsable, por plan, evaluador y fase.
-- caveats: Institutions under their one name (see institutions). A commitment that several institutions lead counts once for each of them, so rows of a plan must not be added up, nor those of two assessors or phases; latest marks the last phase in which the assessor rated any of the institution's commitments. commitments is what it leads in the plan, whoever rates it; share_high is high / rated: rated counts those whose code is clearly high or clearly not, not_rated the others (blank, unclear, assessed by milestones alone, or not at all; assessor null: nobody assessed any). The government's composite codes have columns of their own.
-- example: SELECT institution, plan_id, assessor, phase, commitments, high, rated, not_rated, share_high FROM institution_scorecard ORDER BY commitments DESC, institution, plan_id, assessor, phase LIMIT 10
WITH leads AS (
    SELECT DISTINCT
        c.commitment_id,
        c.plan_id,
        c.country_code,
        coalesce(n.institution_id, c.institution_key) AS institution_id,
        coalesce(n.institution, c.lead_institution) AS institution,
        n.acronym
    FROM meta.commitments_merged AS c
    LEFT JOIN meta.institution_names AS n ON n.country_code = c.country_code AND n.printed = c.lead_institution
    WHERE c.lead_institution IS NOT NULL
        AND (n.institution_id IS NOT NULL OR NOT EXISTS (FROM meta.institution_names))
),
led AS (
    SELECT
        mode(institution ORDER BY institution) AS institution,
        any_value(acronym ORDER BY acronym) AS acronym,
        institution_id,
        country_code,
        plan_id,
        count(*) AS commitments
    FROM leads
    GROUP BY institution_id, country_code, plan_id
),
said AS (
    SELECT
        l.institution_id,
        l.country_code,
        l.plan_id,
        s.assessor,
        s.phase,
        count(*) FILTER (s.code = 'complete') AS complete,
        count(*) FILTER (s.code = 'substantial') AS substantial,
        count(*) FILTER (s.code = 'limited') AS limited,
        count(*) FILTER (s.code = 'not_started') AS not_started,
        count(*) FILTER (s.code = 'substantial_or_complete') AS substantial_or_complete,
        count(*) FILTER (s.code = 'not_started_or_delayed') AS not_started_or_delayed,
        count(*) FILTER (s.code IS NOT NULL AND s.rank_low IS NULL OR s.code = 'in_progress') AS other_codes,
        count(*) FILTER (s.code IS NOT NULL AND (s.rank_low >= 3 OR s.rank_high <= 2)) AS rated,
        count(*) FILTER (s.code IS NOT NULL AND s.rank_low >= 3) AS high,
        round(avg(s.percent), 3) AS mean_percent
    FROM leads AS l
    JOIN meta.completion_chosen AS s ON s.commitment_id = l.commitment_id
    GROUP BY l.institution_id, l.country_code, l.plan_id, s.assessor, s.phase
)
SELECT
    l.institution,
    l.acronym,
    l.institution_id,
    l.country_code,
    l.plan_id,
    s.assessor,
    s.phase,
    s.assessor IS NOT NULL AND row_number() OVER (
        PARTITION BY l.institution_id, l.country_code, l.plan_id, s.assessor
        ORDER BY s.rated > 0 DESC, array_position(['end_of_term', 'midterm', 'design'], s.phase) NULLS LAST
    ) = 1 AS latest,
    l.commitments,
    CASE WHEN s.rated > 0 THEN s.high END AS high,
    coalesce(s.rated, 0) AS rated,
    l.commitments - coalesce(s.rated, 0) AS not_rated,
    round(s.high / nullif(s.rated, 0), 4) AS share_high,
    s.complete,
    s.substantial,
    s.limited,
    s.not_started,
    s.substantial_or_complete,
    s.not_started_or_delayed,
    s.other_codes,
    s.mean_percent
FROM led AS l
LEFT JOIN said AS s
    ON s.institution_id = l.institution_id AND s.country_code = l.country_code AND s.plan_id = l.plan_id

-- Each commitment merged over the documents that count; the order of preference is that of the view commitments.
WITH ranked AS (
    SELECT
        m.*,
        (CASE
            WHEN d.doc_type = 'action_plan' THEN 1
            WHEN d.assessor = 'irm' AND d.doc_type LIKE 'irm%' THEN 2
            WHEN d.doc_type = 'commitment_page' THEN 3
            WHEN d.doc_type = 'self_assessment' THEN 4
            WHEN d.doc_type = 'tracker' THEN 5
            WHEN d.doc_type = 'ogp_dataset' THEN 6
            WHEN d.doc_type IN ('plan_page', 'country_page') THEN 7
            ELSE 8
        END::BIGINT << 41) + ((u.why = 'translation')::BIGINT << 40) + (u.preference << 20) + m.ordinal AS place,
        d.assessor,
        CASE WHEN u.used THEN m.document_id ELSE d.duplicate_of END AS report
    FROM affected_mentions AS m
    JOIN core.documents AS d ON d.document_id = m.document_id
    JOIN meta.document_use AS u ON u.document_id = m.document_id AND u.why IN ('used', 'translation')
)
SELECT
    canonical_id AS commitment_id,
    plan_id,
    split_part(canonical_id, '-', 1) AS country_code,
    arg_min(number, place) FILTER (canonical_id = commitment_id OR starts_with(canonical_id, commitment_id || '-t')) AS number,
    arg_min(ogp_id, place) AS ogp_id,
    arg_min(title, place) FILTER (title_lang = 'es') AS title_es,
    arg_min(title, place) FILTER (title_lang = 'en') AS title_en,
    arg_min(title, place) AS title,
    arg_min(area, place) AS area,
    arg_min(lead_institution, place) FILTER (NOT leads_nobody) AS lead_institution,
    CASE
        WHEN bool_or(NOT leads_nobody) THEN NULL
        WHEN bool_or(leads_nobody) THEN 'none_specified'
        ELSE 'not_stated'
    END AS lead_null_reason,
    trim(regexp_replace(
        strip_accents(lower(regexp_replace(arg_min(lead_institution, place) FILTER (NOT leads_nobody), '\s*\([^)]*\)', '', 'g'))),
        '\s+', ' ', 'g'
    )) AS institution_key,
    arg_min(support_institutions, place) FILTER (len(support_institutions) > 0) AS support_institutions,
    arg_min(policy_areas, place) FILTER (len(policy_areas) > 0) AS policy_areas,
    arg_min(ogp_values, place) FILTER (len(ogp_values) > 0) AS ogp_values,
    arg_min(problem, place) AS problem,
    arg_min(objective, place) AS objective,
    arg_min(description, place) AS description,
    arg_min(proposed_by, place) AS proposed_by,
    arg_min(starts_on, place) AS starts_on,
    arg_min(starts_on_precision, place) AS starts_on_precision,
    arg_min(ends_on, place) AS ends_on,
    arg_min(ends_on_precision, place) AS ends_on_precision,
    list_sort(list(DISTINCT commitment_id) FILTER (
        commitment_id <> canonical_id AND NOT starts_with(canonical_id, commitment_id || '-t')
    )) AS also_known_as,
    count(DISTINCT report) AS documents,
    list_sort(list(DISTINCT assessor) FILTER (assessor IS NOT NULL)) AS assessors
FROM ranked
GROUP BY canonical_id, plan_id

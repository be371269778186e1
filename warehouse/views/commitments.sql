-- purpose: One row per commitment, merged over the documents that mention it.
-- propósito: Una fila por compromiso, combinada a partir de los documentos que lo mencionan.
-- caveats: Each column is the first value found in this order of documents: action plan, IRM report, commitment page, self-assessment, tracker, OGP dataset, plan page, others; final before draft, newest first. Ids that links of kind "same" join are one row. Mentions whose plan is not known have no row here (see coverage).
-- example: SELECT commitment_id, title_es, title_en, lead_institution, documents FROM commitments ORDER BY commitment_id
WITH ranked AS (
    SELECT
        m.*,
        coalesce(s.canonical_id, m.commitment_id) AS canonical_id,
        coalesce(s.plan_id, m.plan_id) AS canonical_plan_id,
        (CASE
            WHEN d.doc_type = 'action_plan' THEN 1
            WHEN d.assessor = 'irm' AND d.doc_type LIKE 'irm%' THEN 2
            WHEN d.doc_type = 'commitment_page' THEN 3
            WHEN d.doc_type = 'self_assessment' THEN 4
            WHEN d.doc_type = 'tracker' THEN 5
            WHEN d.doc_type = 'ogp_dataset' THEN 6
            WHEN d.doc_type = 'plan_page' THEN 7
            ELSE 8
        END::BIGINT << 40) + (u.preference << 20) + row_number() OVER (ORDER BY m.mention_id) AS place,
        d.assessor
    FROM core.mentions AS m
    JOIN core.documents AS d ON d.document_id = m.document_id
    JOIN meta.document_use AS u ON u.document_id = m.document_id AND u.used
    LEFT JOIN meta.same_as AS s ON s.commitment_id = m.commitment_id
    WHERE m.commitment_id IS NOT NULL
)
SELECT
    canonical_id AS commitment_id,
    canonical_plan_id AS plan_id,
    split_part(canonical_id, '-', 1) AS country_code,
    arg_min(number, place) FILTER (commitment_id = canonical_id) AS number,
    arg_min(ogp_id, place) AS ogp_id,
    arg_min(title, place) FILTER (title_lang = 'es') AS title_es,
    arg_min(title, place) FILTER (title_lang = 'en') AS title_en,
    arg_min(title, place) AS title,
    arg_min(area, place) AS area,
    arg_min(lead_institution, place) AS lead_institution,
    arg_min(support_institutions, place) FILTER (len(support_institutions) > 0) AS support_institutions,
    arg_min(policy_areas, place) FILTER (len(policy_areas) > 0) AS policy_areas,
    arg_min(ogp_values, place) FILTER (len(ogp_values) > 0) AS ogp_values,
    arg_min(proposed_by, place) AS proposed_by,
    arg_min(starts_on, place) AS starts_on,
    arg_min(starts_on_precision, place) AS starts_on_precision,
    arg_min(ends_on, place) AS ends_on,
    arg_min(ends_on_precision, place) AS ends_on_precision,
    list_sort(list(DISTINCT commitment_id) FILTER (commitment_id <> canonical_id)) AS also_known_as,
    count(DISTINCT document_id) AS documents,
    list_sort(list(DISTINCT assessor)) AS assessors
FROM ranked
GROUP BY canonical_id, canonical_plan_id

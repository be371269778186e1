-- purpose: One row per action plan that any document is about or names.
-- propósito: Una fila por plan de acción del que trate o que nombre algún documento.
-- caveats: plan_end is the latest end stated (plans are extended). commitments counts ids found in documents, commitments_stated lists the totals that documents state; they differ where no document lists the whole plan.
-- example: SELECT plan_id, plan_end, commitments, commitments_stated, irm_documents, government_documents FROM action_plans ORDER BY plan_id
WITH about AS (
    SELECT plan_id, document_id FROM core.documents WHERE plan_id IS NOT NULL
    UNION
    SELECT plan_id, document_id FROM core.mentions WHERE plan_id IS NOT NULL
),
named AS (
    SELECT
        a.plan_id,
        min(d.locality) FILTER (d.plan_id = a.plan_id) AS locality,
        max(d.plan_number) FILTER (d.plan_id = a.plan_id) AS plan_number,
        max(d.plan_end) FILTER (d.plan_id = a.plan_id) AS plan_end,
        count(*) AS documents,
        count(*) FILTER (d.assessor = 'irm') AS irm_documents,
        count(*) FILTER (d.assessor = 'government') AS government_documents,
        count(*) FILTER (d.assessor = 'third_party') AS third_party_documents,
        list_sort(list(DISTINCT d.doc_type)) AS doc_types
    FROM about AS a
    JOIN core.documents AS d ON d.document_id = a.document_id
    JOIN meta.document_use AS u ON u.document_id = a.document_id AND u.used
    GROUP BY a.plan_id
),
counted AS (
    SELECT plan_id, count(*) AS commitments FROM meta.commitments_merged GROUP BY plan_id
),
stated AS (
    SELECT f.plan_id, list_sort(list(DISTINCT f.number::INTEGER)) AS commitments_stated
    FROM core.facts AS f
    JOIN meta.document_use AS u ON u.document_id = f.document_id AND u.used
    WHERE f.metric = 'commitments_total' AND f.number IS NOT NULL AND f.unit IS DISTINCT FROM 'percent'
        AND f.mention_id IS NULL
    GROUP BY f.plan_id
)
SELECT
    n.plan_id,
    split_part(n.plan_id, '-', 1) AS country_code,
    coalesce(n.locality, nullif(array_to_string(string_split(n.plan_id, '-')[2:-2], '-'), '')) AS locality,
    n.plan_number,
    TRY_CAST(string_split(n.plan_id, '-')[-1] AS INTEGER) AS plan_start,
    n.plan_end,
    coalesce(c.commitments, 0) AS commitments,
    s.commitments_stated,
    n.documents,
    n.irm_documents,
    n.government_documents,
    n.third_party_documents,
    n.doc_types
FROM named AS n
LEFT JOIN counted AS c ON c.plan_id = n.plan_id
LEFT JOIN stated AS s ON s.plan_id = n.plan_id

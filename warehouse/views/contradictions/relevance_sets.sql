-- Two tables of one document mark different OGP values as relevant for one commitment.
WITH sets AS (
    SELECT
        document_id,
        mention_id,
        plan_id,
        phase,
        assessor,
        table_from,
        bool_and(flagged) AS flagged,
        coalesce(array_to_string(list_sort(list(DISTINCT ogp_value) FILTER (code = 'yes')), ', '), 'none') AS marked,
        coalesce(max_by(evidence_id, weight) FILTER (code = 'yes'), max_by(evidence_id, weight)) AS evidence_id
    FROM changed_statements
    WHERE dimension = 'relevance' AND milestone IS NULL AND table_from IS NOT NULL AND code IS NOT NULL
        AND (ogp_value IS NOT NULL OR code <> 'yes')
    GROUP BY ALL
)
SELECT
    'relevance_sets' AS kind,
    CASE WHEN a.flagged OR b.flagged THEN 'warning' ELSE 'error' END AS severity,
    'relevance' AS about,
    a.document_id,
    b.document_id AS document_id_b,
    a.plan_id,
    a.mention_id,
    NULL::VARCHAR AS milestone,
    a.phase,
    a.marked AS statement_a,
    b.marked AS statement_b,
    a.evidence_id AS evidence_id_a,
    b.evidence_id AS evidence_id_b
FROM sets AS a
JOIN sets AS b
    ON b.document_id = a.document_id AND b.mention_id = a.mention_id AND b.phase IS NOT DISTINCT FROM a.phase
    AND b.assessor IS NOT DISTINCT FROM a.assessor
    AND (length(a.table_from), a.table_from) < (length(b.table_from), b.table_from)
WHERE a.marked <> b.marked

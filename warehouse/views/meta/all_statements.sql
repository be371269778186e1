-- purpose: The assessments of all documents that were read, with the commitment's one id, the phase filled from the document, and an order of preference.
-- propósito: Las evaluaciones de todos los documentos leídos, con el identificador único del compromiso, la fase completada desde el documento y un orden de preferencia.
-- caveats: Phase: as stated, else design for what a design is judged by, else the phase of the document. Of two statements the one with the higher weight is shown: a value before a blank, the later phase, unflagged, the final and newest document, a table before prose, the earlier in the document.
-- example: SELECT dimension, count(*) AS statements FROM meta.all_statements GROUP BY dimension ORDER BY dimension
SELECT
    a.assessment_id,
    a.document_id,
    a.mention_id,
    coalesce(s.canonical_id, a.commitment_id) AS commitment_id,
    coalesce(s.plan_id, a.plan_id) AS plan_id,
    a.milestone,
    a.dimension,
    a.ogp_value,
    -- coalesce, not CASE: DuckDB 2.0.0 now and then fails on a joined column that a CASE hands through ("dict-surviving")
    coalesce(
        a.phase,
        CASE
            WHEN a.dimension IN (
                'specificity', 'verifiability', 'relevance', 'potential_impact', 'potential_for_results'
            ) THEN 'design'
        END,
        d.phase
    ) AS phase,
    a.scale,
    a.code,
    a.number,
    a.raw,
    a.null_reason,
    a.assessor,
    a.flagged,
    a.evidence_id,
    a.page,
    a.table_from,
    u.used,
    (CASE WHEN a.code IS NULL AND a.number IS NULL THEN 0 ELSE 1 END::BIGINT << 44)
    + (CASE
        WHEN a.phase = 'end_of_term' OR (a.phase IS NULL AND d.phase = 'end_of_term') THEN 3
        WHEN a.phase = 'midterm' OR (a.phase IS NULL AND d.phase = 'midterm') THEN 2
        WHEN a.phase = 'design' OR (a.phase IS NULL AND d.phase = 'design') THEN 1
        ELSE 0
    END::BIGINT << 42)
    + (CASE WHEN a.flagged THEN 0 ELSE 1 END::BIGINT << 41)
    + ((1048575 - u.preference) << 21)
    + (CASE WHEN a.table_from IS NULL THEN 0 ELSE 1 END::BIGINT << 20)
    + (1048575 - a.ordinal) AS weight
FROM core.assessments AS a
JOIN core.documents AS d ON d.document_id = a.document_id
JOIN meta.document_use AS u ON u.document_id = a.document_id AND u.why NOT IN ('failed', 'skipped')
LEFT JOIN meta.same_as AS s ON s.mention_id = a.mention_id

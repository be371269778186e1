-- What the documents stated at a moment, as far as they had been loaded by then:
-- FROM as_of(TIMESTAMP '2024-05-01') WHERE field = 'completion'
-- A document that repeats one that had been loaded by then (core.documents.duplicate_of) is left out.
-- (in a connection that uses this file: a macro, unlike a view, finds its tables on the search path)
CREATE MACRO main.as_of(moment) AS TABLE
WITH changed AS (
    SELECT
        document_id, record, mention_key, field, milestone, ogp_value, phase, assessor,
        min_by({'commitment_id': commitment_id, 'value': old_value, 'quote': old_quote}, changed_at) AS before
    FROM meta.history
    WHERE changed_at > moment
    GROUP BY document_id, record, mention_key, field, milestone, ogp_value, phase, assessor
),
known AS (
    SELECT DISTINCT document_id FROM meta.versions WHERE counted AND loaded_at <= moment
),
repeated AS (
    SELECT document_id FROM core.documents WHERE duplicate_of IN (SELECT document_id FROM known)
)
SELECT
    document_id, record, mention_key, before.commitment_id AS commitment_id, field, milestone, ogp_value, phase,
    assessor, before.value AS value, before.quote AS quote
FROM changed SEMI JOIN known USING (document_id) ANTI JOIN repeated USING (document_id)
WHERE before.value IS NOT NULL
UNION ALL BY NAME
SELECT v.* EXCLUDE (first_loaded_at)
FROM meta.values_now AS v
ANTI JOIN repeated AS r ON r.document_id = v.document_id
ANTI JOIN changed AS c
    ON c.document_id = v.document_id AND c.record = v.record AND c.field = v.field
    AND c.mention_key IS NOT DISTINCT FROM v.mention_key AND c.milestone IS NOT DISTINCT FROM v.milestone
    AND c.ogp_value IS NOT DISTINCT FROM v.ogp_value AND c.phase IS NOT DISTINCT FROM v.phase
    AND c.assessor IS NOT DISTINCT FROM v.assessor
WHERE v.first_loaded_at <= moment

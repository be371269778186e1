-- warning: a code that meta.codes does not list for its dimension
SELECT a.document_id, a.dimension, a.scale, a.code, count(*) AS n
FROM core.assessments AS a
SEMI JOIN checked ON checked.document_id = a.document_id
ANTI JOIN meta.codes AS c ON c.dimension = a.dimension AND c.code = a.code
WHERE a.code IS NOT NULL
GROUP BY ALL ORDER BY ALL

-- purpose: The assessments of the documents that count (see meta.all_statements and meta.document_use).
-- propósito: Las evaluaciones de los documentos que cuentan (ver meta.all_statements y meta.document_use).
-- caveats: Duplicates and drafts whose final version is there are left out.
-- example: SELECT dimension, count(*) AS statements FROM meta.statements GROUP BY dimension ORDER BY dimension
SELECT * EXCLUDE (used) FROM meta.all_statements WHERE used

-- purpose: What is known, read, partly read and failed, per country, plan and document type: what is missing beside what is there.
-- propósito: Qué se conoce, qué se leyó, qué en parte y qué falló, por país, plan y tipo de documento: lo que falta junto a lo que hay.
-- caveats: A document that failed has no country, plan or type (null, unknown): it counts there. Addresses that were tried and never gave a document are counted as not_fetched, also without country. commitments counts each id once per row, mentions once per document; commitments_without_id are mentions whose plan is not known: no view of commitments has them. assessments, no_value and flagged_values count statements of all dimensions and scales.
-- example: SELECT country_code, plan_id, doc_type, known, read, partial, failed, commitments, no_value FROM coverage ORDER BY ALL
WITH documents AS (
    SELECT
        d.country_code,
        d.plan_id,
        d.doc_type,
        count(*) AS known,
        count(*) FILTER (d.status = 'ok') AS read,
        count(*) FILTER (d.status = 'partial') AS partial,
        count(*) FILTER (d.status = 'failed') AS failed,
        count(*) FILTER (d.status = 'skipped') AS skipped,
        count(*) FILTER (u.why IN ('duplicate', 'final_version_used', 'translation')) AS left_out,
        sum(coalesce(m.n, 0)) FILTER (u.used) AS mentions,
        sum(coalesce(m.without_id, 0)) FILTER (u.used) AS commitments_without_id,
        sum(coalesce(a.n, 0)) FILTER (u.used) AS assessments,
        sum(coalesce(a.no_value, 0)) FILTER (u.used) AS no_value,
        sum(coalesce(a.flagged, 0)) FILTER (u.used) AS flagged_values
    FROM core.documents AS d
    JOIN meta.document_use AS u ON u.document_id = d.document_id
    LEFT JOIN (
        SELECT document_id, count(*) AS n, count(*) FILTER (commitment_id IS NULL) AS without_id
        FROM core.mentions GROUP BY document_id
    ) AS m ON m.document_id = d.document_id
    LEFT JOIN (
        SELECT
            document_id,
            count(*) AS n,
            count(*) FILTER (code IS NULL AND number IS NULL) AS no_value,
            count(*) FILTER (flagged) AS flagged
        FROM core.assessments GROUP BY document_id
    ) AS a ON a.document_id = d.document_id
    GROUP BY ALL
),
counted AS (
    SELECT
        d.country_code,
        d.plan_id,
        d.doc_type,
        count(DISTINCT coalesce(s.canonical_id, m.commitment_id)) AS commitments
    FROM core.mentions AS m
    JOIN core.documents AS d ON d.document_id = m.document_id
    JOIN meta.document_use AS u ON u.document_id = m.document_id AND u.used
    LEFT JOIN meta.same_as AS s ON s.mention_id = m.mention_id
    GROUP BY ALL
),
not_fetched AS (
    SELECT count(*) AS n
    FROM (SELECT url FROM meta.fetches GROUP BY url HAVING count(content_sha256) = 0) AS f
    ANTI JOIN core.documents AS d ON d.source_uri = f.url
)
SELECT
    d.country_code,
    d.plan_id,
    d.doc_type,
    known,
    read,
    partial,
    failed,
    skipped,
    0 AS not_fetched,
    left_out,
    coalesce(c.commitments, 0)::BIGINT AS commitments,
    coalesce(mentions, 0)::BIGINT AS mentions,
    coalesce(commitments_without_id, 0)::BIGINT AS commitments_without_id,
    coalesce(assessments, 0)::BIGINT AS assessments,
    coalesce(no_value, 0)::BIGINT AS no_value,
    coalesce(flagged_values, 0)::BIGINT AS flagged_values
FROM documents AS d
LEFT JOIN counted AS c
    ON c.country_code IS NOT DISTINCT FROM d.country_code AND c.plan_id IS NOT DISTINCT FROM d.plan_id
    AND c.doc_type = d.doc_type
UNION ALL
SELECT NULL, NULL, 'unknown', n, 0, 0, 0, 0, n, 0, 0, 0, 0, 0, 0, 0
FROM not_fetched WHERE n > 0

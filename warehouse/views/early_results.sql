-- purpose: Early results ("Did it open government?") of each commitment, in all and by OGP value.
-- propósito: Resultados tempranos ("¿Se avanzó en la apertura del gobierno?") de cada compromiso, en conjunto y por valor de OGP.
-- caveats: Two scales that must not be pooled: diog (plans to about 2020: worsened to outstanding) and early_results (later plans: no notable results, moderate, significant). scale says which one a row is on, ranks are those of that scale alone. Of a commitment whose reports of two generations judge it there is a row for each scale; a blank is shown only where no scale has a value. ogp_value null is the overall finding. strong follows OGP: major or outstanding on diog, significant on the later scale.
-- example: SELECT plan_id, scale, code, count(*) AS commitments FROM early_results WHERE ogp_value IS NULL GROUP BY ALL ORDER BY ALL
SELECT
    b.commitment_id,
    b.plan_id,
    split_part(b.commitment_id, '-', 1) AS country_code,
    b.assessor,
    b.best.phase AS phase,
    b.ogp_value,
    b.scale,
    b.best.code AS code,
    k.rank,
    k.label_en,
    k.label_es,
    b.scale || ' ' || b.best.code IN ('diog major', 'diog outstanding', 'early_results significant') AS strong,
    b.best.null_reason AS null_reason,
    b.best.flagged AS flagged,
    d.document_id,
    d.name AS document,
    e.page,
    e.quote,
    e.evidence_id
FROM (
    SELECT
        commitment_id,
        plan_id,
        assessor,
        ogp_value,
        scale,
        max_by(
            {
                'code': code, 'null_reason': null_reason, 'flagged': flagged, 'document_id': document_id,
                'evidence_id': evidence_id, 'phase': phase, 'weight': weight
            },
            weight
        ) AS best
    FROM (
        SELECT s.* REPLACE (coalesce(s.scale, k.scale) AS scale)
        FROM meta.statements AS s
        LEFT JOIN meta.codes AS k ON k.dimension = 'early_results' AND k.code = s.code
        WHERE s.dimension = 'early_results' AND s.milestone IS NULL AND s.commitment_id IS NOT NULL
    ) AS s
    GROUP BY commitment_id, plan_id, assessor, ogp_value, scale
) AS b
LEFT JOIN meta.codes AS k ON k.dimension = 'early_results' AND k.scale = b.scale AND k.code = b.best.code
JOIN core.documents AS d ON d.document_id = b.best.document_id
JOIN core.evidence AS e ON e.evidence_id = b.best.evidence_id
QUALIFY b.best.code IS NOT NULL OR row_number() OVER (
    PARTITION BY b.commitment_id, b.plan_id, b.assessor, b.ogp_value ORDER BY b.best.code IS NULL, b.best.weight DESC
) = 1

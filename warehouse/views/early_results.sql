-- purpose: Early results ("Did it open government?") of each commitment, in all and by OGP value.
-- propósito: Resultados tempranos ("¿Se avanzó en la apertura del gobierno?") de cada compromiso, en conjunto y por valor de OGP.
-- caveats: Two scales that must not be pooled: diog (plans to about 2020: worsened to outstanding) and early_results (later plans: no notable results, moderate, significant). ogp_value null is the overall finding. strong follows OGP: major or outstanding on diog, significant on the later scale.
-- example: SELECT plan_id, scale, code, count(*) AS commitments FROM early_results WHERE ogp_value IS NULL GROUP BY ALL ORDER BY ALL
SELECT
    b.commitment_id,
    b.plan_id,
    split_part(b.commitment_id, '-', 1) AS country_code,
    b.assessor,
    b.best.phase AS phase,
    b.ogp_value,
    coalesce(b.scale, k.scale) AS scale,
    b.best.code AS code,
    k.rank,
    k.label_en,
    k.label_es,
    b.best.code IN ('major', 'outstanding', 'significant') AS strong,
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
                'evidence_id': evidence_id, 'phase': phase
            },
            weight
        ) AS best
    FROM meta.statements
    WHERE dimension = 'early_results' AND milestone IS NULL AND commitment_id IS NOT NULL
    GROUP BY ALL
) AS b
LEFT JOIN meta.codes AS k ON k.dimension = 'early_results' AND k.code = b.best.code
JOIN core.documents AS d ON d.document_id = b.best.document_id
JOIN core.evidence AS e ON e.evidence_id = b.best.evidence_id

-- purpose: How plans were made and carried out: public influence, forum, acting contrary to process, co-creation requirements, as reports and OGP's dataset state them.
-- propósito: Cómo se elaboraron y ejecutaron los planes: influencia pública, foro, actuación contraria al proceso, requisitos de cocreación, según los informes y los datos de OGP.
-- caveats: One row per statement; two documents that disagree are two rows. iap2_step ranks public influence on the IAP2 spectrum (1 inform to 5 empower; 0 no consultation). phase is that of the statement, else of the document: what a design report says is about the making of the plan.
-- example: SELECT plan_id, metric, value, iap2_step, assessor, phase FROM process ORDER BY plan_id, metric, phase, value
SELECT
    f.plan_id,
    split_part(f.plan_id, '-', 1) AS country_code,
    f.metric,
    coalesce(f.text, format('{:g}', f.number)) AS value,
    CASE WHEN f.metric LIKE 'public_influence%' THEN
        nullif(array_position(
            ['no_consultation', 'inform', 'consult', 'involve', 'collaborate', 'empower'], f.text
        ), 0) - 1
    END AS iap2_step,
    d.assessor,
    coalesce(f.phase, d.phase) AS phase,
    f.flagged,
    d.document_id,
    d.name AS document,
    e.page,
    e.quote,
    f.evidence_id
FROM core.facts AS f
JOIN core.documents AS d ON d.document_id = f.document_id
JOIN meta.document_use AS u ON u.document_id = f.document_id AND u.used
JOIN core.evidence AS e ON e.evidence_id = f.evidence_id
WHERE f.mention_id IS NULL AND (
    f.metric LIKE 'public_influence%' OR f.metric LIKE 'acted_contrary%' OR f.metric LIKE 'multistakeholder_forum%'
    OR f.metric LIKE 'cocreation%' OR f.metric LIKE 'co_creation%' OR f.metric LIKE 'process_%'
)

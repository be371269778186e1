-- purpose: Latest status of each commitment by assessor, with its percentage and the page and words behind both.
-- propósito: Último estado de cada compromiso según cada evaluador, con su porcentaje y la página y las palabras que los sustentan.
-- caveats: End of term before midterm before design; a value before a blank; final and newest document first; a table before prose. contradicted: that document states another status for the same phase too (see contradictions). basis "milestones": only milestones were assessed; code is then null and rank_low and rank_high span their ranks. Government codes can be composite (rank null, rank_low to rank_high).
-- example: SELECT commitment_id, assessor, phase, code, percent, document, page, quote FROM commitment_status ORDER BY commitment_id, assessor
WITH own AS (
    SELECT
        commitment_id,
        assessor,
        max_by(
            {
                'assessment_id': assessment_id, 'phase': phase, 'code': code, 'raw': raw, 'null_reason': null_reason,
                'flagged': flagged, 'document_id': document_id, 'evidence_id': evidence_id,
                'mention_id': mention_id, 'plan_id': plan_id
            },
            weight
        ) AS best
    FROM meta.statements
    WHERE dimension = 'completion' AND milestone IS NULL AND commitment_id IS NOT NULL
    GROUP BY ALL
),
percents AS (
    SELECT
        commitment_id,
        assessor,
        max_by(
            {
                'number': number, 'phase': phase, 'document_id': document_id, 'evidence_id': evidence_id,
                'plan_id': plan_id
            },
            weight
        ) AS best
    FROM meta.statements
    WHERE dimension = 'completion_percent' AND milestone IS NULL AND number IS NOT NULL AND commitment_id IS NOT NULL
    GROUP BY ALL
),
by_milestone AS (
    SELECT
        s.commitment_id,
        s.assessor,
        max_by(
            {
                'assessment_id': NULL::VARCHAR, 'phase': s.phase, 'code': NULL::VARCHAR, 'raw': s.raw,
                'null_reason': NULL::VARCHAR, 'flagged': s.flagged, 'document_id': s.document_id,
                'evidence_id': s.evidence_id, 'mention_id': s.mention_id, 'plan_id': s.plan_id
            },
            s.weight
        ) AS best,
        count(DISTINCT s.milestone) AS milestones_assessed,
        count(DISTINCT s.milestone) FILTER (s.code = 'complete') AS milestones_complete,
        CASE WHEN count(*) = count(c.rank_low) THEN min(c.rank_low) END AS rank_low,
        CASE WHEN count(*) = count(c.rank_high) THEN max(c.rank_high) END AS rank_high
    FROM meta.statements AS s
    LEFT JOIN meta.codes AS c ON c.dimension = s.dimension AND c.code = s.code
    WHERE s.dimension = 'completion' AND s.milestone IS NOT NULL AND s.commitment_id IS NOT NULL
    GROUP BY ALL
),
several AS (
    SELECT document_id, mention_id, assessor, phase, count(DISTINCT code) AS codes
    FROM meta.statements
    WHERE dimension = 'completion' AND milestone IS NULL AND code IS NOT NULL
    GROUP BY ALL
    HAVING count(DISTINCT code) > 1
),
chosen AS (
    SELECT
        coalesce(o.commitment_id, p.commitment_id, m.commitment_id) AS commitment_id,
        coalesce(o.assessor, p.assessor, m.assessor) AS assessor,
        CASE
            WHEN o.best IS NOT NULL THEN 'commitment' WHEN p.best IS NOT NULL THEN 'percent' ELSE 'milestones'
        END AS basis,
        coalesce(o.best, CASE WHEN p.best IS NULL THEN m.best END) AS best,
        p.best AS percent,
        m.milestones_assessed,
        m.milestones_complete,
        m.rank_low,
        m.rank_high
    FROM own AS o
    FULL JOIN percents AS p ON p.commitment_id = o.commitment_id AND p.assessor IS NOT DISTINCT FROM o.assessor
    FULL JOIN by_milestone AS m
        ON m.commitment_id = coalesce(o.commitment_id, p.commitment_id)
        AND m.assessor IS NOT DISTINCT FROM coalesce(o.assessor, p.assessor)
)
SELECT
    c.commitment_id,
    coalesce(c.best.plan_id, c.percent.plan_id) AS plan_id,
    split_part(c.commitment_id, '-', 1) AS country_code,
    c.assessor,
    coalesce(c.best.phase, c.percent.phase) AS phase,
    c.best.code AS code,
    k.label_en,
    k.label_es,
    k.rank,
    CASE WHEN c.basis = 'milestones' THEN c.rank_low ELSE k.rank_low END AS rank_low,
    CASE WHEN c.basis = 'milestones' THEN c.rank_high ELSE k.rank_high END AS rank_high,
    c.percent.number AS percent,
    c.basis,
    coalesce(c.milestones_assessed, 0) AS milestones_assessed,
    coalesce(c.milestones_complete, 0) AS milestones_complete,
    c.best.raw AS raw,
    c.best.null_reason AS null_reason,
    coalesce(c.best.flagged, false) AS flagged,
    v.codes IS NOT NULL AS contradicted,
    d.document_id,
    d.name AS document,
    d.doc_type,
    d.version_status,
    e.page,
    e.locator,
    e.quote,
    e.evidence_id,
    q.page AS percent_page,
    q.quote AS percent_quote,
    q.evidence_id AS percent_evidence_id,
    c.best.assessment_id AS assessment_id
FROM chosen AS c
LEFT JOIN meta.codes AS k ON k.dimension = 'completion' AND k.code = c.best.code
LEFT JOIN several AS v
    ON v.document_id = c.best.document_id AND v.mention_id = c.best.mention_id
    AND v.assessor IS NOT DISTINCT FROM c.assessor AND v.phase IS NOT DISTINCT FROM c.best.phase
JOIN core.documents AS d ON d.document_id = coalesce(c.best.document_id, c.percent.document_id)
JOIN core.evidence AS e ON e.evidence_id = coalesce(c.best.evidence_id, c.percent.evidence_id)
LEFT JOIN core.evidence AS q ON q.evidence_id = c.percent.evidence_id

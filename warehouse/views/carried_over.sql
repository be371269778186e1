-- purpose: Commitments that went on into a later plan: what documents state about it and the links that were found.
-- propósito: Compromisos que siguieron en un plan posterior: lo que declaran los documentos y los vínculos hallados.
-- caveats: stated_code is what a document says (yes, no, partial); the link is found by comparing plans, with its method and score; method "stated": a document names both commitments (link_quote). A row may have either or both. Nothing is merged: the two commitments stay two.
-- example: SELECT commitment_id, stated_code, kind, next_commitment_id, score FROM carried_over ORDER BY commitment_id
WITH stated AS (
    SELECT
        commitment_id,
        max_by(
            {'code': code, 'document_id': document_id, 'evidence_id': evidence_id, 'assessor': assessor}, weight
        ) AS best
    FROM meta.statements
    WHERE dimension = 'carried_over' AND commitment_id IS NOT NULL AND code IS NOT NULL
    GROUP BY commitment_id
),
counted_as AS (  -- ids that a link names and no view counts: a person may write the printed one
    SELECT commitment_id, min(canonical_id) AS canonical_id
    FROM meta.same_as
    WHERE commitment_id NOT IN (SELECT commitment_id FROM meta.commitments_merged)
    GROUP BY commitment_id
    HAVING count(DISTINCT canonical_id) = 1
),
linked AS (
    SELECT
        coalesce(sa.canonical_id, l.commitment_id_a) AS commitment_id,
        coalesce(sb.canonical_id, l.commitment_id_b) AS next_commitment_id,
        l.kind,
        l.method,
        l.score,
        l.decided_by,
        l.link_id,
        json_extract_string(l.evidence, '$.quote') AS link_quote,
        json_extract_string(l.evidence, '$.document_id') AS link_document_id
    FROM meta.links AS l
    LEFT JOIN counted_as AS sa ON sa.commitment_id = l.commitment_id_a
    LEFT JOIN counted_as AS sb ON sb.commitment_id = l.commitment_id_b
    LEFT JOIN meta.commitments_merged AS ma ON ma.commitment_id = coalesce(sa.canonical_id, l.commitment_id_a)
    LEFT JOIN meta.commitments_merged AS mb ON mb.commitment_id = coalesce(sb.canonical_id, l.commitment_id_b)
    WHERE l.kind IN ('carried_over', 'continued') OR (l.kind IN ('split', 'merged') AND ma.plan_id IS DISTINCT FROM mb.plan_id)
)
SELECT
    coalesce(s.commitment_id, l.commitment_id) AS commitment_id,
    a.title,
    s.best.code AS stated_code,
    s.best.assessor AS stated_by,
    l.kind,
    l.next_commitment_id,
    b.title AS next_title,
    l.method,
    l.score,
    l.decided_by,
    l.link_id,
    l.link_quote,
    l.link_document_id,
    d.document_id,
    d.name AS document,
    e.page,
    e.quote,
    e.evidence_id
FROM stated AS s
FULL JOIN linked AS l ON l.commitment_id = s.commitment_id
LEFT JOIN main.commitments AS a ON a.commitment_id = coalesce(s.commitment_id, l.commitment_id)
LEFT JOIN main.commitments AS b ON b.commitment_id = l.next_commitment_id
LEFT JOIN core.documents AS d ON d.document_id = s.best.document_id
LEFT JOIN core.evidence AS e ON e.evidence_id = s.best.evidence_id

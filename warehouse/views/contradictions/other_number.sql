-- Two documents give one commitment of a plan, by its title, another number, though each has a commitment of
-- both: what they say under one number is about two things, and the views set it side by side.
WITH titled AS (
    SELECT
        m.document_id,
        m.mention_id,
        m.commitment_id,
        m.plan_id,
        m.number,
        m.title,
        m.evidence_id,
        trim(regexp_replace(strip_accents(lower(m.title)), '[^a-z0-9]+', ' ', 'g')) AS folded
    FROM core.mentions AS m
    WHERE m.number_source = 'printed' AND m.commitment_id IS NOT NULL AND m.title IS NOT NULL
        AND m.plan_id IN (SELECT plan_id FROM changed_mentions)
),
alone AS (
    SELECT * FROM titled
    QUALIFY count(*) OVER (PARTITION BY document_id, plan_id, folded) = 1
        AND count(*) OVER (PARTITION BY document_id, commitment_id) = 1
)
SELECT
    'other_number' AS kind,
    'error' AS severity,
    'number' AS about,
    a.document_id,
    b.document_id AS document_id_b,
    a.plan_id,
    a.mention_id,
    NULL::VARCHAR AS milestone,
    NULL::VARCHAR AS phase,
    concat_ws(' ', a.number, a.title) AS statement_a,
    concat_ws(' ', b.number, b.title) AS statement_b,
    a.evidence_id AS evidence_id_a,
    b.evidence_id AS evidence_id_b
FROM alone AS a
JOIN alone AS b
    ON b.plan_id = a.plan_id AND b.folded = a.folded AND b.document_id <> a.document_id
    AND b.commitment_id <> a.commitment_id
JOIN core.documents AS da ON da.document_id = a.document_id
JOIN core.documents AS db ON db.document_id = b.document_id
SEMI JOIN alone AS c ON c.document_id = b.document_id AND c.commitment_id = a.commitment_id AND c.folded <> a.folded
WHERE (da.name, da.document_id) < (db.name, db.document_id)
    AND (a.document_id IN (FROM changed) OR b.document_id IN (FROM changed))

-- purpose: One row per milestone of a commitment: its words, its dates, and the latest status of each assessor.
-- propósito: Una fila por hito de un compromiso: sus palabras, sus fechas y el último estado según cada evaluador.
-- caveats: Words and dates are the longest text and the latest dates that any document that counts states. Of each assessor the code of the latest phase (government_phase, irm_phase); null: nobody rated the milestone in words. A milestone of which only a status is known has a row without words.
-- example: SELECT commitment_id, milestone, text, ends_on, government_code, irm_code FROM milestones ORDER BY commitment_id, milestone LIMIT 20
WITH named AS (
    SELECT
        coalesce(s.canonical_id, m.commitment_id) AS commitment_id,
        m.milestone,
        arg_max(m.text, length(m.text) * 1000 - u.preference) AS text,
        max(m.starts_on) AS starts_on,
        arg_max(m.starts_on_precision, m.starts_on) AS starts_on_precision,
        max(m.ends_on) AS ends_on,
        arg_max(m.ends_on_precision, m.ends_on) AS ends_on_precision,
        bool_and(m.flagged) AS flagged
    FROM core.milestones AS m
    JOIN meta.document_use AS u ON u.document_id = m.document_id AND u.why IN ('used', 'translation')
    LEFT JOIN meta.same_as AS s ON s.mention_id = m.mention_id
    WHERE m.commitment_id IS NOT NULL
    GROUP BY 1, 2
),
rated AS (
    SELECT
        commitment_id,
        milestone,
        arg_max(code, place) FILTER (assessor = 'government') AS government_code,
        arg_max(phase, place) FILTER (assessor = 'government') AS government_phase,
        arg_max(code, place) FILTER (assessor = 'irm') AS irm_code,
        arg_max(phase, place) FILTER (assessor = 'irm') AS irm_phase,
        bool_or(flagged) AS flagged
    FROM (
        SELECT
            *,
            (coalesce(array_position(['design', 'midterm', 'end_of_term'], phase), 0)::BIGINT << 40) + weight AS place
        FROM meta.statements
        WHERE milestone IS NOT NULL AND dimension = 'completion' AND code IS NOT NULL AND commitment_id IS NOT NULL
    )
    GROUP BY commitment_id, milestone
)
SELECT
    commitment_id,
    c.plan_id,
    c.country_code,
    milestone,
    n.text,
    n.starts_on,
    n.starts_on_precision,
    n.ends_on,
    n.ends_on_precision,
    r.government_code,
    r.government_phase,
    r.irm_code,
    r.irm_phase,
    coalesce(n.flagged, false) OR coalesce(r.flagged, false) AS flagged
FROM named AS n
FULL JOIN rated AS r USING (commitment_id, milestone)
JOIN meta.commitments_merged AS c USING (commitment_id)

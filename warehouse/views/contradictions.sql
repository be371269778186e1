-- purpose: Statements that disagree, with the words behind both; none is corrected.
-- propósito: Afirmaciones que discrepan, con las palabras que sustentan ambas; ninguna se corrige.
-- caveats: One query per kind in warehouse/views/contradictions. severity error: both cannot hold; warning: it depends on how the document counts, or a value is flagged; info: the same number printed with other digits, an overall finding that is the best of its parts, or government and IRM judging one phase differently (self_vs_irm has them all side by side). Two editions of one report in two languages that disagree are listed too. Rounding is not a contradiction.
-- example: SELECT kind, subject, statement_a, page_a, statement_b, page_b FROM contradictions ORDER BY ALL
SELECT
    c.contradiction_id,
    c.kind,
    c.severity,
    concat_ws(' ',
        coalesce(
            coalesce(s.canonical_id, m.commitment_id),
            CASE WHEN m.number IS NOT NULL THEN concat_ws(' ', m.number, m.title) ELSE m.title END,
            c.plan_id,
            da.name
        ),
        CASE WHEN c.milestone IS NOT NULL THEN 'milestone ' || c.milestone END,
        c.about
    ) AS subject,
    c.plan_id,
    coalesce(s.canonical_id, m.commitment_id) AS commitment_id,
    m.title,
    c.phase,
    c.statement_a,
    c.statement_b,
    da.name AS document_a,
    c.page_a,
    c.quote_a,
    db.name AS document_b,
    c.page_b,
    c.quote_b,
    c.evidence_id_a,
    c.evidence_id_b,
    c.document_id AS document_id_a,
    c.document_id_b,
    c.mention_id
FROM meta.contradictions_found AS c
JOIN core.documents AS da ON da.document_id = c.document_id
JOIN meta.document_use AS ua ON ua.document_id = c.document_id
LEFT JOIN core.documents AS db ON db.document_id = c.document_id_b
LEFT JOIN meta.document_use AS ub ON ub.document_id = c.document_id_b
LEFT JOIN core.mentions AS m ON m.mention_id = c.mention_id
LEFT JOIN meta.same_as AS s ON s.mention_id = c.mention_id
WHERE (ua.used AND coalesce(ub.used, true))
    OR (ua.why = 'translation' AND da.duplicate_of = c.document_id_b AND ub.used)
    OR (ua.used AND ub.why = 'translation' AND db.duplicate_of = c.document_id)

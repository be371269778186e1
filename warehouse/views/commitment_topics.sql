-- purpose: What commitments are about: one row per commitment, topic and origin (printed, dataset, derived).
-- propósito: De qué tratan los compromisos: una fila por compromiso, tema y origen (printed, dataset, derived).
-- caveats: printed: a document names it; dataset: a flag of OGP's dataset; derived: words in title and text (words), measured in docs/topics.md: flagged where its words make it less likely, so leave flagged rows out for precision and keep them for recall. scheme tells OGP's policy areas from headings of a plan and from SDGs. Of several documents the unflagged one, then the preferred.
-- example: SELECT topic, origin, count(*) AS commitments FROM commitment_topics WHERE scheme = 'ogp_policy_area' AND NOT flagged GROUP BY ALL ORDER BY ALL
SELECT
    coalesce(s.canonical_id, m.commitment_id) AS commitment_id,
    coalesce(s.plan_id, m.plan_id) AS plan_id,
    split_part(coalesce(s.canonical_id, m.commitment_id), '-', 1) AS country_code,
    t.scheme,
    t.topic,
    any_value(coalesce(k.label_en, t.words[1])) AS topic_en,
    any_value(coalesce(k.label_es, t.words[1])) AS topic_es,
    t.origin,
    bool_and(t.flagged) AS flagged,
    min_by(t.words, (t.flagged::BIGINT << 21) + u.preference) AS words,
    min_by(t.document_id, (t.flagged::BIGINT << 21) + u.preference) AS document_id,
    min_by(t.evidence_id, (t.flagged::BIGINT << 21) + u.preference) AS evidence_id
FROM core.topics AS t
JOIN core.mentions AS m ON m.mention_id = t.mention_id
JOIN meta.document_use AS u ON u.document_id = t.document_id AND u.why IN ('used', 'translation')
LEFT JOIN meta.same_as AS s ON s.mention_id = t.mention_id
LEFT JOIN meta.codes AS k ON k.dimension = 'topic' AND k.code = t.topic AND t.scheme = 'ogp_policy_area'
WHERE m.commitment_id IS NOT NULL
GROUP BY 1, 2, 3, t.scheme, t.topic, t.origin

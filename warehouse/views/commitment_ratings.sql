-- purpose: One row per commitment, wide: what it is, every rating by assessor with phase and scale, starred with its formula, topics, country and region.
-- propósito: Una fila por compromiso, ancha: qué es, cada calificación por evaluador con fase y escala, estelar con su fórmula, temas, país y región.
-- caveats: Of each assessor the latest code in each dimension (a value before a blank, then the latest phase); the columns _phase say of when, early_results_scale on which of the two scales, which must not be pooled. starred has one answer: by the current formula where it was applied (OGP applied it to old plans too), else as a document prints it (printed), else by the formulas of 2015_only or pre_june_2014; starred_formula says which, and each formula has a column. Values are yes where the IRM found the commitment relevant to them, null where nothing is said. topics as in commitment_topics, whatever their origin. documents names every document behind the ratings, commitment_evidence (compromiso ask evidence) each place.
-- example: SELECT commitment_id, region, irm_completion, irm_completion_phase, irm_potential_impact, starred, starred_formula FROM commitment_ratings ORDER BY commitment_id
SELECT
    c.commitment_id,
    c.plan_id,
    c.country_code,
    k.country_en,
    k.country_es,
    k.region,
    coalesce(o.locality, nullif(array_to_string(string_split(c.plan_id, '-')[2:-2], '-'), '')) AS locality,
    TRY_CAST(string_split(c.plan_id, '-')[-1] AS INTEGER) AS plan_start,
    c.number,
    c.ogp_id,
    c.title,
    c.title_es,
    c.title_en,
    c.lead_institution,
    c.lead_null_reason,
    c.starts_on,
    c.ends_on,
    r.irm_completion,
    r.irm_completion_phase,
    r.irm_completion_midterm,
    r.irm_completion_end_of_term,
    ke.rank - km.rank AS irm_completion_change,
    r.government_completion,
    r.government_completion_phase,
    r.government_percent,
    r.third_party_completion,
    r.irm_specificity,
    r.irm_verifiability,
    r.irm_relevance,
    r.irm_relevance_phase,
    r.value_access_to_information,
    r.value_civic_participation,
    r.value_public_accountability,
    r.value_technology_innovation,
    r.irm_potential_impact,
    r.irm_potential_for_results,
    r.irm_early_results,
    r.irm_early_results_scale,
    r.irm_early_results_phase,
    r.irm_schedule,
    r.carried_over_code,
    r.starred,
    r.starred_formula,
    r.starred_phase,
    r.starred_by,
    r.starred_current,
    r.starred_2015_only,
    r.starred_pre_june_2014,
    r.starred_printed,
    t.topics,
    coalesce(r.flagged, false) AS flagged,
    d.documents AS rating_documents,
    r.irm_completion_evidence_id,
    r.government_completion_evidence_id,
    r.starred_evidence_id
FROM meta.commitments_merged AS c
LEFT JOIN meta.ratings_merged AS r ON r.commitment_id = c.commitment_id
LEFT JOIN meta.countries AS k ON k.country_code = c.country_code
LEFT JOIN (SELECT plan_id, min(locality) AS locality FROM core.documents GROUP BY plan_id) AS o ON o.plan_id = c.plan_id
LEFT JOIN meta.codes AS km ON km.dimension = 'completion' AND km.code = r.irm_completion_midterm
LEFT JOIN meta.codes AS ke ON ke.dimension = 'completion' AND ke.code = r.irm_completion_end_of_term
LEFT JOIN (
    SELECT commitment_id, list_sort(list(DISTINCT topic)) AS topics FROM main.commitment_topics GROUP BY commitment_id
) AS t ON t.commitment_id = c.commitment_id
LEFT JOIN (
    SELECT r.commitment_id, list(d.name ORDER BY d.name) AS documents
    FROM (SELECT commitment_id, unnest(document_ids) AS document_id FROM meta.ratings_merged) AS r
    JOIN core.documents AS d ON d.document_id = r.document_id
    GROUP BY r.commitment_id
) AS d ON d.commitment_id = c.commitment_id

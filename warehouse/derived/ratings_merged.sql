-- What each assessor last said of a commitment in each dimension; of several statements the one with the highest weight
-- (see meta.all_statements). Starred: by the current formula where that was applied, which OGP did to old plans too;
-- else as a document prints it; else by the formula of 2015, then by that of before.
WITH said AS (
    SELECT
        commitment_id,
        dimension,
        coalesce(assessor, 'unknown') AS assessor,
        ogp_value,
        CASE WHEN dimension = 'starred' THEN coalesce(scale, 'starred') END AS formula,
        CASE WHEN dimension = 'completion' THEN phase END AS at_phase,
        max_by(
            {
                'code': code, 'number': number, 'phase': phase, 'scale': scale, 'flagged': flagged,
                'document_id': document_id, 'evidence_id': evidence_id, 'weight': weight
            },
            weight
        ) AS s
    FROM affected_statements
    WHERE used AND milestone IS NULL AND (code IS NOT NULL OR number IS NOT NULL)
    GROUP BY ALL
),
wide AS (
    SELECT
        commitment_id,
        max_by(s, s.weight) FILTER (dimension = 'completion' AND assessor = 'irm') AS irm_completion,
        max_by(s, s.weight) FILTER (dimension = 'completion' AND assessor = 'irm' AND at_phase = 'midterm') AS irm_midterm,
        max_by(s, s.weight) FILTER (dimension = 'completion' AND assessor = 'irm' AND at_phase = 'end_of_term') AS irm_end,
        max_by(s, s.weight) FILTER (dimension = 'completion' AND assessor = 'government') AS government_completion,
        max_by(s, s.weight) FILTER (dimension = 'completion_percent' AND assessor = 'government') AS government_percent,
        max_by(s, s.weight) FILTER (dimension = 'completion' AND assessor = 'third_party') AS third_party_completion,
        max_by(s, s.weight) FILTER (dimension = 'specificity' AND assessor = 'irm') AS specificity,
        max_by(s, s.weight) FILTER (dimension = 'verifiability' AND assessor = 'irm') AS verifiability,
        max_by(s, s.weight) FILTER (dimension = 'relevance' AND assessor = 'irm' AND ogp_value IS NULL) AS relevance,
        max_by(s, s.weight) FILTER (
            dimension = 'relevance' AND assessor = 'irm' AND ogp_value = 'access_to_information'
        ) AS access,
        max_by(s, s.weight) FILTER (
            dimension = 'relevance' AND assessor = 'irm' AND ogp_value = 'civic_participation'
        ) AS participation,
        max_by(s, s.weight) FILTER (
            dimension = 'relevance' AND assessor = 'irm' AND ogp_value = 'public_accountability'
        ) AS accountability,
        max_by(s, s.weight) FILTER (
            dimension = 'relevance' AND assessor = 'irm' AND ogp_value = 'technology_innovation'
        ) AS technology,
        max_by(s, s.weight) FILTER (dimension = 'potential_impact' AND assessor = 'irm') AS impact,
        max_by(s, s.weight) FILTER (dimension = 'potential_for_results' AND assessor = 'irm') AS potential,
        max_by(s, s.weight) FILTER (dimension = 'early_results' AND assessor = 'irm' AND ogp_value IS NULL) AS early,
        max_by(s, s.weight) FILTER (dimension = 'schedule' AND assessor = 'irm') AS schedule,
        max_by(s, s.weight) FILTER (dimension = 'carried_over') AS carried_over,
        max_by(s, s.weight) FILTER (dimension = 'starred' AND formula = 'current') AS star_current,
        max_by(s, s.weight) FILTER (dimension = 'starred' AND formula = '2015_only') AS star_2015,
        max_by(s, s.weight) FILTER (dimension = 'starred' AND formula = 'pre_june_2014') AS star_2014,
        max_by(s, s.weight) FILTER (
            dimension = 'starred' AND formula NOT IN ('current', '2015_only', 'pre_june_2014')
        ) AS star_printed,
        max_by({'assessor': assessor, 's': s}, CASE WHEN formula = 'current' THEN s.weight + (1::BIGINT << 50)
            WHEN formula NOT IN ('2015_only', 'pre_june_2014') THEN s.weight + (1::BIGINT << 49)
            WHEN formula = '2015_only' THEN s.weight + (1::BIGINT << 48) ELSE s.weight END
        ) FILTER (dimension = 'starred') AS star,
        bool_or(s.flagged) AS flagged,
        list_sort(list(DISTINCT s.document_id)) AS document_ids
    FROM said
    GROUP BY commitment_id
)
SELECT
    commitment_id,
    irm_completion.code AS irm_completion,
    irm_completion.phase AS irm_completion_phase,
    irm_midterm.code AS irm_completion_midterm,
    irm_end.code AS irm_completion_end_of_term,
    government_completion.code AS government_completion,
    coalesce(government_completion.phase, government_percent.phase) AS government_completion_phase,
    government_percent.number AS government_percent,
    third_party_completion.code AS third_party_completion,
    specificity.code AS irm_specificity,
    verifiability.code AS irm_verifiability,
    relevance.code AS irm_relevance,
    relevance.phase AS irm_relevance_phase,
    access.code AS value_access_to_information,
    participation.code AS value_civic_participation,
    accountability.code AS value_public_accountability,
    technology.code AS value_technology_innovation,
    impact.code AS irm_potential_impact,
    potential.code AS irm_potential_for_results,
    early.code AS irm_early_results,
    early.scale AS irm_early_results_scale,
    early.phase AS irm_early_results_phase,
    schedule.code AS irm_schedule,
    carried_over.code AS carried_over_code,
    star.s.code AS starred,
    CASE WHEN star.s.code IS NOT NULL THEN coalesce(nullif(star.s.scale, 'starred'), 'printed') END AS starred_formula,
    star.s.phase AS starred_phase,
    star.assessor AS starred_by,
    star_current.code AS starred_current,
    star_2015.code AS starred_2015_only,
    star_2014.code AS starred_pre_june_2014,
    star_printed.code AS starred_printed,
    flagged,
    document_ids,
    irm_completion.evidence_id AS irm_completion_evidence_id,
    coalesce(government_completion.evidence_id, government_percent.evidence_id) AS government_completion_evidence_id,
    star.s.evidence_id AS starred_evidence_id
FROM wide

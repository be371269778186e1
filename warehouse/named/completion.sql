-- title: Completion of each plan, by assessor and phase, beside what the documents state
-- título: Cumplimiento de cada plan, por evaluador y fase, junto a lo que declaran los documentos
-- param country: country code, such as CL
-- param plan: plan id, such as CL-2020
-- param assessor: irm, government or third_party
SELECT plan_id, assessor, phase, commitments, high, rated, not_rated, share_high, complete, substantial, limited,
    not_started, substantial_or_complete, not_started_or_delayed, other_codes, no_value, milestones_only, mean_percent,
    stated_complete, stated_substantial, stated_limited, stated_not_started, stated_percent
FROM plan_completion
WHERE ($country IS NULL OR country_code = upper($country)) AND ($plan IS NULL OR plan_id = $plan)
    AND ($assessor IS NULL OR assessor = $assessor)
ORDER BY plan_id, assessor, phase

-- title: Commitments that went on into a later plan
-- título: Compromisos que siguieron en un plan posterior
-- param country: country code, such as CL
SELECT commitment_id, title, stated_code, stated_by, kind, next_commitment_id, next_title, method, score, document, page
FROM carried_over
WHERE $country IS NULL OR starts_with(commitment_id, upper($country) || '-')
ORDER BY commitment_id, next_commitment_id

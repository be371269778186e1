-- purpose: One row per institution of a country: its one name, the names documents print, and how many commitments it leads and supports.
-- propósito: Una fila por institución de un país: su nombre único, los nombres que imprimen los documentos y cuántos compromisos dirige y apoya.
-- caveats: Names are one institution where they differ in spelling only, where one states the other's acronym, or where a reviewed file (institutions.yml) says so, ministries renamed included. to_review counts those that are merely alike: they stay apart until a person decides (compromiso ask institution-doubts). Organizations of civil society that documents list as supporting are here too.
-- example: SELECT institution, acronym, country_code, names, leads, supports FROM institutions ORDER BY leads DESC, institution, country_code LIMIT 10
WITH roles AS (
    SELECT country_code, commitment_id, lead_institution AS printed, 'lead' AS role FROM meta.commitments_merged
    UNION ALL
    SELECT country_code, commitment_id, unnest(support_institutions), 'support' FROM meta.commitments_merged
),
counted AS (
    SELECT
        n.institution_id,
        count(DISTINCT r.commitment_id) FILTER (r.role = 'lead') AS leads,
        count(DISTINCT r.commitment_id) FILTER (r.role = 'support') AS supports
    FROM meta.institution_names AS n
    JOIN roles AS r ON r.country_code = n.country_code AND r.printed = n.printed
    GROUP BY n.institution_id
),
doubtful AS (
    SELECT country_code, institution, count(*) AS n
    FROM (
        SELECT country_code, institution_a AS institution FROM meta.institution_doubts
        UNION ALL
        SELECT country_code, institution_b FROM meta.institution_doubts
    )
    GROUP BY ALL
)
SELECT
    n.institution_id,
    any_value(n.institution ORDER BY n.institution) AS institution,
    any_value(n.acronym ORDER BY n.acronym) AS acronym,
    n.country_code,
    list_sort(list(DISTINCT n.name)) AS names,
    coalesce(any_value(c.leads), 0) AS leads,
    coalesce(any_value(c.supports), 0) AS supports,
    coalesce(any_value(d.n), 0) AS to_review
FROM meta.institution_names AS n
LEFT JOIN counted AS c ON c.institution_id = n.institution_id
LEFT JOIN doubtful AS d ON d.country_code = n.country_code AND d.institution = n.institution
GROUP BY n.institution_id, n.country_code

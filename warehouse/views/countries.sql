-- purpose: One row per country: ISO code, names in both languages, OGP region, member since, and how many documents and commitments there are of it.
-- propósito: Una fila por país: código ISO, nombres en ambos idiomas, región de OGP, miembro desde, y cuántos documentos y compromisos hay de él.
-- caveats: member_since is the year that documents state (null: none does; of several the one most documents state), never assumed. Countries without any document are rows, too: commitments is then 0. region is the one in which OGP counts its members.
-- example: SELECT country_code, country_en, region, member_since, plans, commitments FROM countries WHERE documents > 0 ORDER BY country_code
SELECT
    k.country_code,
    k.country_alpha3,
    k.country_en,
    k.country_es,
    k.region,
    k.region_en,
    k.region_es,
    f.member_since,
    coalesce(c.plans, 0) AS plans,
    coalesce(c.commitments, 0) AS commitments,
    coalesce(d.documents, 0) AS documents
FROM meta.countries AS k
LEFT JOIN (
    SELECT country_code, count(DISTINCT plan_id) AS plans, count(*) AS commitments
    FROM meta.commitments_merged GROUP BY country_code
) AS c ON c.country_code = k.country_code
LEFT JOIN (
    SELECT d.country_code, count(*) AS documents
    FROM core.documents AS d JOIN meta.document_use AS u ON u.document_id = d.document_id AND u.used
    GROUP BY d.country_code
) AS d ON d.country_code = k.country_code
LEFT JOIN (
    SELECT d.country_code, mode(f.number::INTEGER ORDER BY f.number) AS member_since
    FROM core.facts AS f
    JOIN core.documents AS d ON d.document_id = f.document_id
    JOIN meta.document_use AS u ON u.document_id = f.document_id AND u.used
    WHERE f.metric = 'member_since' AND f.number IS NOT NULL AND NOT f.flagged
    GROUP BY d.country_code
) AS f ON f.country_code = k.country_code

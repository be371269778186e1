"""The words of the generated documents (see :mod:`benchmarks.documents`): places, titles, prose, offices."""

COUNTRIES = (
    "AL AM AR AZ BA BF BG BR CA CI CL CO CR CV CZ DE DK DO EC EE ES FI FR GB GE GH GR GT HN HR HU ID IE IL IT JM "
    "JO KE KG KR LK LR LT LU LV MA MD ME MK MN MT MW MX NG NL NO NZ PA PE PG PH PK PT PY RO RS SC SE SK SL SN SV "
    "TN TT UA US UY ZA"
).split()
SPANISH = frozenset("AR CL CO CR DO EC ES GT HN MX PA PE PY SV UY".split())
YEARS = (2011, 2013, 2015, 2017, 2019, 2021, 2023)
TITLES = {
    "en": (
        ("Publish", "Open", "Create", "Reform", "Map", "Simplify", "Audit", "Extend"),
        (
            "budget data",
            "court rulings",
            "land registers",
            "procurement records",
            "school results",
            "clinic waiting lists",
        ),
        ("with citizens", "for every municipality", "in open formats", "before each session", "in rural districts"),
    ),
    "es": (
        ("Publicar", "Abrir", "Crear", "Reformar", "Mapear", "Simplificar", "Auditar", "Ampliar"),
        (
            "datos del presupuesto",
            "fallos judiciales",
            "registros de tierras",
            "compras públicas",
            "resultados escolares",
            "listas de espera",
        ),
        ("con la ciudadanía", "en cada municipio", "en formatos abiertos", "antes de cada sesión", "en zonas rurales"),
    ),
}
PROSE = {
    "en": (
        "The ministry met its partners twice and published the minutes, while the portal itself is still being tested.",
        "By the end of the period the commitment was {}, since two of its milestones waited for a regulation.",
        "Civil society saw progress as {} and asked for the remaining datasets before the next cycle.",
    ),
    "es": (
        "El ministerio se reunió dos veces con sus contrapartes y publicó las actas; el portal sigue en pruebas.",
        "Al cierre del período el compromiso quedó {}, pues dos de sus hitos esperaban un reglamento.",
        "La sociedad civil calificó el avance como {} y pidió los datos restantes antes del próximo ciclo.",
    ),
}
OFFICES = {
    "en": (
        ("Ministry of Finance", "MOF"),
        ("Office of the Comptroller", "OC"),
        ("Ministry of Justice", "MOJ"),
        ("Digital Agency", "DA"),
        ("Statistics Office", "SO"),
        ("Ministry of Rural Works", "MRW"),
        ("Supreme Court", "SC"),
        ("National Procurement Service", "NPS"),
    ),
    "es": (
        ("Ministerio de Hacienda", "MH"),
        ("Contraloría General", "CG"),
        ("Ministerio de Justicia", "MJ"),
        ("Agencia Digital", "AD"),
        ("Instituto de Estadística", "IE"),
        ("Ministerio de Obras Rurales", "MOR"),
        ("Corte Suprema", "CS"),
        ("Dirección Nacional de Compras", "DNC"),
    ),
}
RENAMED = {"en": ("Ministry of Rural Works", "Ministry of Village Roads"), "es": ("Agencia Digital", "Oficina Digital")}
COMPLETION = ("complete", "substantial", "limited", "not_started")
VALUES = ("access_to_information", "civic_participation", "public_accountability", "technology_innovation")

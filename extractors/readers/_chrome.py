"""Words of the web page around a document: navigation, comment forms, sharing. They are no content."""

from __future__ import annotations

from extractors.words import fold

_CHROME = frozenset(
    """
    skip navigation|skip to content|skip to main content|skip to main navigation|saltar navegacion|saltar al contenido|
    ir al contenido|ir al contenido principal|leave a reply|leave a reply cancel reply|cancel reply|deja una respuesta|
    dejar una respuesta|deja un comentario|cancelar respuesta|no comments yet|no comments|sin comentarios|
    aun no hay comentarios|back to top|volver arriba|share this page|share this|share|compartir|compartir esta pagina|
    print this page|imprimir|toggle navigation|main menu|menu principal|open menu|close menu|abrir menu|cerrar menu|
    subscribe to our newsletter|suscribete a nuestro boletin|accept cookies|aceptar cookies|
    embed size (px)|citation preview|embed|transcript|transcripcion|advertisement|anuncio|tamano: px|rss|cite|follow:|
    comenzar la demostracion a partir de la pagina:|add to wishlist|download pdf|report this document|
    filed under:|archivado en:|loading...|cargando...
    """.replace("\n", "").split("|")
)
CHROME = frozenset(" ".join(words.split()) for words in _CHROME)


def is_chrome(line: str) -> bool:
    """Whether a whole line is a control or heading of the page around the document."""
    return len(line) < 60 and fold(line) in CHROME

"""PDFium functions as cheap Python calls.

The generated bindings build a Python object for each handle and release the interpreter lock in
each call; for hundreds of thousands of calls that costs more than the work. These prototypes take
and return handles as integers and keep the lock (PDFium must not be entered by two threads anyway).
"""

from __future__ import annotations

import ctypes
from typing import Any

import pypdfium2.raw as raw

Rect = raw.FS_RECTF
Matrix = raw.FS_MATRIX
_HANDLE = ctypes.c_void_p
_INT = ctypes.c_int
_OUT = ctypes.c_void_p


def _bind(name: str, result: Any, *arguments: Any) -> Any:
    address = ctypes.cast(getattr(raw, name), ctypes.c_void_p).value or 0
    return ctypes.PYFUNCTYPE(result, *arguments)(address)


count_chars = _bind("FPDFText_CountChars", _INT, _HANDLE)
get_text = _bind("FPDFText_GetText", _INT, _HANDLE, _INT, _INT, _OUT)
get_unicode = _bind("FPDFText_GetUnicode", ctypes.c_uint, _HANDLE, _INT)
loose_box = _bind("FPDFText_GetLooseCharBox", _INT, _HANDLE, _INT, _OUT)
tight_box = _bind("FPDFText_GetCharBox", _INT, _HANDLE, _INT, _OUT, _OUT, _OUT, _OUT)
text_object = _bind("FPDFText_GetTextObject", _HANDLE, _HANDLE, _INT)
char_origin = _bind("FPDFText_GetCharOrigin", _INT, _HANDLE, _INT, _OUT, _OUT)
char_matrix = _bind("FPDFText_GetMatrix", _INT, _HANDLE, _INT, _OUT)
font_size = _bind("FPDFText_GetFontSize", ctypes.c_double, _HANDLE, _INT)
map_error = _bind("FPDFText_HasUnicodeMapError", _INT, _HANDLE, _INT)
text_font = _bind("FPDFTextObj_GetFont", _HANDLE, _HANDLE)
font_name = _bind("FPDFFont_GetBaseFontName", ctypes.c_size_t, _HANDLE, _OUT, ctypes.c_size_t)
font_weight = _bind("FPDFFont_GetWeight", _INT, _HANDLE)
font_flags = _bind("FPDFFont_GetFlags", _INT, _HANDLE)

count_objects = _bind("FPDFPage_CountObjects", _INT, _HANDLE)
get_object = _bind("FPDFPage_GetObject", _HANDLE, _HANDLE, _INT)
object_type = _bind("FPDFPageObj_GetType", _INT, _HANDLE)
object_bounds = _bind("FPDFPageObj_GetBounds", _INT, _HANDLE, _OUT, _OUT, _OUT, _OUT)
object_matrix = _bind("FPDFPageObj_GetMatrix", _INT, _HANDLE, _OUT)
fill_color = _bind("FPDFPageObj_GetFillColor", _INT, _HANDLE, _OUT, _OUT, _OUT, _OUT)
count_form_objects = _bind("FPDFFormObj_CountObjects", _INT, _HANDLE)
form_object = _bind("FPDFFormObj_GetObject", _HANDLE, _HANDLE, ctypes.c_ulong)
count_segments = _bind("FPDFPath_CountSegments", _INT, _HANDLE)
draw_mode = _bind("FPDFPath_GetDrawMode", _INT, _HANDLE, _OUT, _OUT)
get_segment = _bind("FPDFPath_GetPathSegment", _HANDLE, _HANDLE, _INT)
clip_path = _bind("FPDFPageObj_GetClipPath", _HANDLE, _HANDLE)
count_clips = _bind("FPDFClipPath_CountPaths", _INT, _HANDLE)
count_clip_segments = _bind("FPDFClipPath_CountPathSegments", _INT, _HANDLE, _INT)
clip_segment = _bind("FPDFClipPath_GetPathSegment", _HANDLE, _HANDLE, _INT, _INT)
segment_point = _bind("FPDFPathSegment_GetPoint", _INT, _HANDLE, _OUT, _OUT)
segment_type = _bind("FPDFPathSegment_GetType", _INT, _HANDLE)
segment_close = _bind("FPDFPathSegment_GetClose", _INT, _HANDLE)


def handle(pointer: Any) -> int:
    """Return the address behind a handle of the generated bindings."""
    return int(ctypes.cast(pointer, ctypes.c_void_p).value or 0)

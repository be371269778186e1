"""PDFium functions as cheap Python calls.

The generated bindings build a Python object for each handle and release the interpreter lock in
each call; for hundreds of thousands of calls that costs more than the work. These prototypes keep the
lock (PDFium must not be entered by two threads anyway).

Those called for each word or drawing have no argument types, which would be looked at in each call: they take
handles and places to write to as :data:`Pointer` and whole numbers as ``int``, nothing else.
"""

from __future__ import annotations

import ctypes
from typing import Any

import pypdfium2.raw as raw

Rect = raw.FS_RECTF
Matrix = raw.FS_MATRIX
Pointer = ctypes.c_void_p
_HANDLE = ctypes.c_void_p
_INT = ctypes.c_int
_OUT = ctypes.c_void_p


class Handle(ctypes.c_void_p):
    """A handle that a call returned, fit to be given to the next one; false where there is none."""


def _address(name: str) -> int:
    return ctypes.cast(getattr(raw, name), ctypes.c_void_p).value or 0


def _bind(name: str, result: Any, *arguments: Any) -> Any:
    return ctypes.PYFUNCTYPE(result, *arguments)(_address(name))


def _quick(name: str, result: Any) -> Any:
    """Bind a function without looking at its arguments."""
    function = ctypes.PYFUNCTYPE(result)(_address(name))
    del function.argtypes
    return function


count_chars = _quick("FPDFText_CountChars", _INT)
get_text = _quick("FPDFText_GetText", _INT)
get_unicode = _quick("FPDFText_GetUnicode", ctypes.c_uint)
loose_box = _quick("FPDFText_GetLooseCharBox", _INT)
tight_box = _quick("FPDFText_GetCharBox", _INT)
text_object = _quick("FPDFText_GetTextObject", ctypes.c_void_p)
char_origin = _quick("FPDFText_GetCharOrigin", _INT)
char_matrix = _quick("FPDFText_GetMatrix", _INT)
font_size = _quick("FPDFText_GetFontSize", ctypes.c_double)
map_error = _quick("FPDFText_HasUnicodeMapError", _INT)
is_generated = _quick("FPDFText_IsGenerated", _INT)
text_font = _bind("FPDFTextObj_GetFont", _HANDLE, _HANDLE)
font_name = _bind("FPDFFont_GetBaseFontName", ctypes.c_size_t, _HANDLE, _OUT, ctypes.c_size_t)
font_weight = _bind("FPDFFont_GetWeight", _INT, _HANDLE)
font_flags = _bind("FPDFFont_GetFlags", _INT, _HANDLE)

count_objects = _quick("FPDFPage_CountObjects", _INT)
get_object = _quick("FPDFPage_GetObject", Handle)
object_type = _quick("FPDFPageObj_GetType", _INT)
object_bounds = _quick("FPDFPageObj_GetBounds", _INT)
object_matrix = _quick("FPDFPageObj_GetMatrix", _INT)
fill_color = _quick("FPDFPageObj_GetFillColor", _INT)
count_form_objects = _quick("FPDFFormObj_CountObjects", _INT)
form_object = _bind("FPDFFormObj_GetObject", Handle, _HANDLE, ctypes.c_ulong)
count_segments = _quick("FPDFPath_CountSegments", _INT)
draw_mode = _quick("FPDFPath_GetDrawMode", _INT)
get_segment = _quick("FPDFPath_GetPathSegment", Handle)
clip_path = _quick("FPDFPageObj_GetClipPath", Handle)
count_clips = _quick("FPDFClipPath_CountPaths", _INT)
count_clip_segments = _quick("FPDFClipPath_CountPathSegments", _INT)
clip_segment = _quick("FPDFClipPath_GetPathSegment", Handle)
segment_point = _quick("FPDFPathSegment_GetPoint", _INT)
segment_type = _quick("FPDFPathSegment_GetType", _INT)
segment_close = _quick("FPDFPathSegment_GetClose", _INT)


def pointer(value: Any) -> ctypes.c_void_p:
    """Return where a ctypes value stands, as a place for a call to write to."""
    return ctypes.c_void_p(ctypes.addressof(value))


def handle(value: Any) -> ctypes.c_void_p:
    """Return a handle of the generated bindings as one to give to calls."""
    return ctypes.cast(value, ctypes.c_void_p)

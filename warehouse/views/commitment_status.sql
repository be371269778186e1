-- purpose: Latest status of each commitment by assessor, with its percentage and the page and words behind both.
-- propósito: Último estado de cada compromiso según cada evaluador, con su porcentaje y la página y las palabras que los sustentan.
-- caveats: End of term before midterm before design; a value before a blank; final and newest document first; a table before prose. All of a row is of that phase: percent is null where only another phase has one (see meta.completion_chosen), milestones count once each. contradicted: that document states another status for the same phase too (see contradictions). basis "milestones": only milestones were assessed; code is then null and rank_low and rank_high span their ranks. Government codes can be composite (rank null, rank_low to rank_high).
-- example: SELECT commitment_id, assessor, phase, code, percent, document, page, quote FROM commitment_status ORDER BY commitment_id, assessor
FROM meta.status_chosen

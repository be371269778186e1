from extractors.document import Table


def header_rows(table, is_label):
    n = 0
    for r in range(min(4, table.n_rows - 1)):
        cells = (
            [c for c in dict.fromkeys(table.grid[r]) if c is not None and str(c)]
            if False
            else list({id(c): c for c in table.grid[r] if c is not None and str(c)}.values())
        )
        if len(cells) < 2:
            break
        k = sum(is_label(str(c)) for c in cells)
        if k * 2 >= len(cells) and k >= 2:
            n = r + 1
        elif all(c.is_header for c in cells) and r <= 1:
            n = r + 1
        elif n == 0 and r == 0:
            continue
        else:
            break
    if n == 0 and table.header_rows and any(c.is_header for c in table.cells):
        n = table.header_rows
    return n

// Reads dBase III, IV, 7-free FoxPro and Visual FoxPro tables (.dbf). Source: dBase's and Visual FoxPro's published
// table file structures.
// One table whose columns are the fields; rows count from 2, because the field names stand for row 1. Rows that are
// marked as deleted are given too, and noted. Text is in the code page that the header's language byte names, else in
// UTF-8 where it is that, else in what its bytes look like.
// Not read: memo fields, whose text is in a file beside it (.dbt, .fpt).
#pragma once

#include "extract/format.h"

namespace constat {}  // namespace constat

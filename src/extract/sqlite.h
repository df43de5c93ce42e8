// Reads SQLite databases. Source: https://www.sqlite.org/fileformat2.html; section numbers in sqlite.cpp are its own.
// The library reads through a virtual file over Source: no file, no lock, no journal; what the database's schema could
// make it do (triggers, views, functions, extensions) is switched off and its work per row is bounded.
//
// Part "schema": the SQL of the schema. Each table is an inner item; its rows count from 2, because its column names
// stand for row 1 (the header). A BLOB that is text is a cell; one of a known format is a member "R17C4"; the printable
// runs of any other are a passage of part "R17C4". What deleted rows left behind (free pages, unused space of table
// pages) is given as raw runs at their place in the file.
// Not read: the -wal file beside it (told by a note), views (their SQL is in the schema), SQLCipher (its files look
// random: nothing tells them from other such files).
#pragma once

#include "extract/format.h"

namespace constat {

// Runs of at least `run_min` printable characters in `bytes`, everything else as line ends, byte for byte: the text has
// the size of the bytes, so that its offsets are theirs. "" where there is no such run.
std::string printable_runs(ByteView bytes, std::size_t run_min);

}  // namespace constat

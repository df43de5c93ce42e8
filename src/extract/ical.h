// Reads iCalendar (RFC 5545) and vCalendar 1.0. Source: content_line.h.
// Each property is a line "name: value", unfolded and unescaped, placed by its byte (in part "body" where the file is
// in UTF-16 or UTF-32); attendees and organizers as "name <address>"; a blank line parts the events. Attachments kept
// inside are members.
#pragma once

#include "extract/format.h"

namespace constat {}  // namespace constat

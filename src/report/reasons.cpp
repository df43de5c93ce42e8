#include "report/reasons.h"

#include <span>

namespace constat {

namespace {

struct Phrase {
  std::string_view en, fr;
};

constexpr Phrase phrases[] = {
    {"no reader for this format", "aucun lecteur pour ce format"},
    {"its bytes were scanned for printable text", "seul le texte lisible de ses octets a été examiné"},
    {"its checksum does not match: its contents may be damaged",
     "sa somme de contrôle ne concorde pas : son contenu peut être endommagé"},
    {"encrypted: it needs a password", "chiffré : un mot de passe est nécessaire"},
    {"encrypted (AES): it needs a password", "chiffré (AES) : un mot de passe est nécessaire"},
    {"encrypted, the list of its members too: it needs a password",
     "chiffré, jusqu’à la liste de ses membres : un mot de passe est nécessaire"},
    {"a password is needed to open the document", "un mot de passe est nécessaire pour ouvrir le document"},
    {"an Office document with a password", "document Office protégé par un mot de passe"},
    {"an Excel workbook with a password", "classeur Excel protégé par un mot de passe"},
    {"an Excel worksheet with a password", "feuille Excel protégée par un mot de passe"},
    {"a Word document with a password", "document Word protégé par un mot de passe"},
    {"a PowerPoint presentation with a password", "présentation PowerPoint protégée par un mot de passe"},
    {"a volume of an archive in several files: what goes on in another is not read",
     "volume d’une archive en plusieurs fichiers : ce qui se poursuit dans un autre n’est pas lu"},
    {"the first part of an archive in several files, or cut off: its list of members is missing",
     "première partie d’une archive en plusieurs fichiers, ou archive tronquée : la liste de ses membres manque"},
    {"the archive breaks off", "l’archive s’interrompt"},
    {"the archive is damaged", "l’archive est endommagée"},
    {"the archive ends within this member", "l’archive se termine au milieu de ce membre"},
    {"the archive ends before this member", "l’archive se termine avant ce membre"},
    {"its directory is missing: what its members' own headers tell was read",
     "son répertoire manque : seul a été lu ce que disent les en-têtes de ses membres"},
    {"its directory is damaged", "son répertoire est endommagé"},
    {"no member can be found: the list of members is empty or damaged",
     "aucun membre n’a été trouvé : la liste des membres est vide ou endommagée"},
    {"stored in a way that is not supported", "enregistré selon un procédé non pris en charge"},
    {"the compressed data is damaged", "les données compressées sont endommagées"},
    {"the compressed data breaks off", "les données compressées s’interrompent"},
    {"it ends early", "il se termine prématurément"},
    {"the presentation ends early or is damaged", "la présentation se termine prématurément ou est endommagée"},
    {"the workbook ends early", "le classeur se termine prématurément"},
    {"the sheet ends early", "la feuille se termine prématurément"},
    {"the workbook is missing", "le classeur manque"},
    {"the document's structure cannot be made out", "la structure du document n’a pu être reconnue"},
    {"no page has text (pictures of pages?): pictures are not read",
     "aucune page ne contient de texte (pages numérisées ?) : les images ne sont pas lues"},
    {"a chain of its sectors is broken", "une chaîne de ses secteurs est rompue"},
    {"the workbook does not begin as one", "le début du classeur n’est pas celui d’un classeur"},
    {"an extended header is damaged", "un en-tête étendu est endommagé"},
    {"the shared texts declares entities of its own, which are not expanded",
     "les textes partagés déclarent des entités qui leur sont propres ; elles ne sont pas développées"},
};

// What known_binary.cpp calls them.
constexpr Phrase makes[] = {
    {"a PNG image", "image PNG"},
    {"a JPEG image", "image JPEG"},
    {"a TIFF image", "image TIFF"},
    {"a GIF image", "image GIF"},
    {"a bitmap image", "image BMP"},
    {"an icon", "icône"},
    {"an enhanced metafile", "métafichier EMF"},
    {"an MPEG-4 film", "film MPEG-4"},
    {"a Matroska film", "film Matroska"},
    {"an AVI film", "film AVI"},
    {"a QuickTime film", "film QuickTime"},
    {"MP3 audio", "son MP3"},
    {"an Access database", "base de données Access"},
    {"a dBASE table", "table dBASE"},
    {"a OneNote section", "section OneNote"},
    {"a WordPerfect document", "document WordPerfect"},
    {"a TNEF attachment (winmail.dat)", "pièce jointe TNEF (winmail.dat)"},
    {"a certificate or key store (DER)", "certificat ou magasin de clés (DER)"},
    {"an ELF program", "programme ELF"},
    {"a Windows program", "programme Windows"},
    {"a Java class", "classe Java"},
    {"a binary property list", "liste de propriétés binaire"},
    {"an EnCase disk image (E01)", "image de disque EnCase (E01)"},
    {"a QCOW disk image", "image de disque QCOW"},
    {"a VMware disk", "disque VMware"},
    {"a partitioned disk or boot sector", "disque partitionné ou secteur d’amorçage"},
    {"an ext file system", "système de fichiers ext"},
    {"this kind of OLE compound file", "ce genre de fichier composé OLE"},
    {"this RAR archive", "cette archive RAR"},
    {"this 7-Zip archive", "cette archive 7-Zip"},
};

std::string_view french(std::span<const Phrase> table, std::string_view en) {
  for (const Phrase& phrase : table) {
    if (phrase.en == en) return phrase.fr;
  }
  return {};
}

std::string phrase_in_french(std::string_view phrase) {
  if (const std::string_view known = french(phrases, phrase); !known.empty()) return std::string(known);
  constexpr std::string_view reader = "no reader for ";
  constexpr std::string_view scanned = ": its bytes were scanned for printable text";
  if (phrase.starts_with(reader) && phrase.ends_with(scanned) && phrase.size() > reader.size() + scanned.size()) {
    const std::string_view make = phrase.substr(reader.size(), phrase.size() - reader.size() - scanned.size());
    const std::string_view known = french(makes, make);
    std::string out = "aucun lecteur pour ce format";
    if (make != "this format") out += " (" + std::string(known.empty() ? make : known) + ")";
    return out + "\u00a0: seul le texte lisible de ses octets a été examiné";
  }
  constexpr std::string_view nested = "nested deeper than the bound of ";
  if (phrase.starts_with(nested) && phrase.ends_with(" levels")) {
    const std::string_view levels = phrase.substr(nested.size(), phrase.size() - nested.size() - 7);
    return "imbriqué au-delà de la limite de " + std::string(levels) + " niveaux";
  }
  return std::string(phrase);
}

}  // namespace

std::string reason_in(std::string_view reason, std::string_view language) {
  if (language != "fr") return std::string(reason);
  std::string out;
  while (!reason.empty()) {
    const std::size_t end = reason.find("; ");
    if (!out.empty()) out += "\u00a0; ";
    out += phrase_in_french(reason.substr(0, end));
    reason = end == std::string_view::npos ? std::string_view() : reason.substr(end + 2);
  }
  // A colon and a question mark stand behind a blank that no line breaks at.
  for (const std::string_view sign : {" :", " ?"}) {
    for (std::size_t at = out.find(sign); at != std::string::npos; at = out.find(sign, at + 2)) {
      out.replace(at, 1, "\u00a0");
    }
  }
  return out;
}

}  // namespace constat

#include "report/reasons.h"

#include <span>
#include <vector>

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
    {"a text that is encrypted: the key is needed", "texte chiffré : la clé est nécessaire"},
    {"an Office document with a password", "document Office protégé par un mot de passe"},
    {"an Excel workbook with a password", "classeur Excel protégé par un mot de passe"},
    {"an Excel worksheet with a password", "feuille Excel protégée par un mot de passe"},
    {"a Word document with a password", "document Word protégé par un mot de passe"},
    {"a PowerPoint presentation with a password", "présentation PowerPoint protégée par un mot de passe"},
    {"a volume of an archive in several files: what goes on in another is not read",
     "volume d’une archive en plusieurs fichiers : ce qui se poursuit dans un autre n’est pas lu"},
    {"the first part of an archive in several files, or cut off: its list of members is missing",
     "première partie d’une archive en plusieurs fichiers, ou archive tronquée : la liste de ses membres manque"},
    {"it goes on in a part that is missing", "elle se poursuit dans une partie qui manque"},
    {"it begins in a part of the archive that is missing", "il commence dans une partie de l’archive qui manque"},
    {"the last part, which lists what is in the archive, is missing",
     "la dernière partie, qui énumère le contenu de l’archive, manque"},
    {"its footer is encrypted", "son pied est chiffré"},
    {"its columns are encrypted", "ses colonnes sont chiffrées"},
    {"some of its columns are encrypted", "certaines de ses colonnes sont chiffrées"},
    {"the table breaks off: its footer is missing", "la table s’interrompt : son pied manque"},
    {"the table breaks off within its header", "la table s’interrompt au milieu de son en-tête"},
    {"the footer's length is wrong", "la longueur du pied est fausse"},
    {"the footer is damaged", "le pied est endommagé"},
    {"the schema is damaged", "le schéma est endommagé"},
    {"it holds other numbers of rows than it says", "elle ne contient pas le nombre de lignes qu’elle annonce"},
    {"more columns than the bound: the last were not read",
     "plus de colonnes que la limite : les dernières n’ont pas été lues"},
    {"lists longer than the bound: their last values were not read",
     "listes plus longues que la limite : leurs dernières valeurs n’ont pas été lues"},
    {"values larger than the bound were scanned for printable text",
     "valeurs plus grandes que la limite : seul leur texte lisible a été examiné"},
    {"compressed with Brotli", "compressé par Brotli"},
    {"compressed with LZO", "compressé par LZO"},
    {"compressed in a way that is not known", "compressé d’une façon inconnue"},
    {"its pages break off", "ses pages s’interrompent"},
    {"its values break off", "ses valeurs s’interrompent"},
    {"its pages are missing", "ses pages manquent"},
    {"its pages need more memory than the bound", "ses pages demandent plus de mémoire que la limite"},
    {"the dump breaks off", "l’export s’interrompt"},
    {"the dump is damaged", "l’export est endommagé"},
    {"a value of a kind that is not read", "une valeur d’un genre qui n’est pas lu"},
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
    {"its end is missing or damaged: what was left of its pages was read",
     "sa fin manque ou est endommagée : ce qui restait de ses pages a été lu"},
    {"the document's structure cannot be made out", "la structure du document n’a pu être reconnue"},
    {"no page has text (pictures of pages?): pictures are not read",
     "aucune page ne contient de texte (pages numérisées ?) : les images ne sont pas lues"},
    {"a chain of its sectors is broken", "une chaîne de ses secteurs est rompue"},
    {"the workbook does not begin as one", "le début du classeur n’est pas celui d’un classeur"},
    {"an extended header is damaged", "un en-tête étendu est endommagé"},
    {"its reader crashed on it", "son lecteur a échoué sur cet élément"},
    {"its reader did not come to an end", "son lecteur n’est pas arrivé à son terme"},
    {"it did not come to an end, not even as raw bytes", "lecture sans fin, même octet par octet"},
    {"it crashed its reader, and the scan of its raw bytes too",
     "échec de son lecteur, puis de l’examen de ses octets bruts"},
    {"the time for this evidence was over before it was read",
     "le temps imparti à cette pièce s’est écoulé avant sa lecture"},
    {"needs more memory than a worker may use", "exige plus de mémoire qu’un lecteur n’en peut employer"},
    {"its decoder needs more memory than the bound allows",
     "son décodeur exige plus de mémoire que la limite ne le permet"},
    {"outgrows memory, and there is no spill file", "excède la mémoire, sans fichier de débordement disponible"},
    {"outgrows the bound of temporary data", "excède la limite des données temporaires"},
    {"the evidence expands beyond the bound: a decompression bomb",
     "la pièce se déploie au-delà de la limite : bombe de décompression"},
    {"expands beyond the bound: a decompression bomb", "se déploie au-delà de la limite : bombe de décompression"},
    {"the evidence expands beyond the bound", "la pièce se déploie au-delà de la limite"},
    {"expands beyond the bound", "se déploie au-delà de la limite"},
    {"decodes to more than the bound of one member", "se décode au-delà de la limite d’un membre"},
    {"cells lie beyond the widest table that is read", "des cellules dépassent le tableau le plus large qui soit lu"},
    {"more recipients or attachments than the bound",
     "plus de destinataires ou de pièces jointes que la limite n’en admet"},
    {"the same bytes as what holds it", "les mêmes octets que ce qui le contient"},
    {"it is not read again", "il n’est pas relu"},
    {"more properties than the bound", "plus de propriétés que la limite n’en admet"},
    {"more sheets than the bound", "plus de feuilles que la limite n’en admet"},
    {"more pieces of text than the bound", "plus de fragments de texte que la limite n’en admet"},
    {"more members than the bound", "plus de membres que la limite n’en admet"},
    {"the rest is not listed", "le reste n’est pas énuméré"},
    {"more bytes than the bound allows", "plus d’octets que la limite n’en admet"},
    {"more blocks than the bound allows", "plus de blocs que la limite n’en admet"},
    {"more rows than the bound allows", "plus de lignes que la limite n’en admet"},
    {"more messages than the bound allows", "plus de messages que la limite n’en admet"},
    {"more shared strings than the bound allows", "plus de textes partagés que la limite n’en admet"},
    {"more distinct texts than the bound", "plus de textes distincts que la limite n’en admet"},
    {"more cells out of their order than the bound allows",
     "plus de cellules hors de leur ordre que la limite n’en admet"},
    {"more header fields than the bound", "plus de champs d’en-tête que la limite n’en admet"},
    {"the rest is left out", "le reste est écarté"},
    {"more MIME parts than the bound", "plus de parties MIME que la limite n’en admet"},
    {"the rest is one part", "le reste forme une seule partie"},
    {"messages nested deeper than the bound", "messages imbriqués au-delà de la limite"},
    {"multiparts nested deeper than the bound are read as text",
     "les parties imbriquées au-delà de la limite sont lues comme du texte"},
    {"groups are nested deeper than the bound", "groupes imbriqués au-delà de la limite"},
    {"XML is nested deeper than the bound", "XML imbriqué au-delà de la limite"},
    {"XML with a tag longer than the bound", "XML dont une balise excède la limite"},
    {"XML ends early", "le XML se termine prématurément"},
    {"larger than the bound", "plus grand que la limite"},
    {"larger than the bound for its format", "plus grand que la limite de son format"},
    {"larger than the bound for one mail: the end was not read",
     "plus grand que la limite d’un courriel : la fin n’a pas été lue"},
    {"larger than the bound for one JSON document: read as text, not as tables",
     "plus grand que la limite d’un document JSON : lu comme du texte, non comme des tableaux"},
    {"pictures or objects are larger than the bound", "des images ou objets excèdent la limite"},
    {"an embedded picture is larger than the bound", "une image incorporée excède la limite"},
    {"cells are longer than the bound", "des cellules excèdent la limite"},
    {"cells are repeated more often than the bound", "cellules répétées au-delà de la limite"},
    {"cells longer than the bound are given as text from there on",
     "à partir de là, les cellules qui excèdent la limite sont rendues comme du texte"},
    {"the ends of cells longer than the bound were not read",
     "la fin des cellules qui excèdent la limite n’a pas été lue"},
    {"a shared text is longer than the bound for a cell", "un texte partagé excède la limite d’une cellule"},
    {"a row longer than the bound is given in pieces", "une ligne qui excède la limite est rendue par fragments"},
    {"rows with more columns than the bound: the last cell holds the rest of the row",
     "lignes de plus de colonnes que la limite : la dernière cellule contient le reste de la ligne"},
    {"the pivot cache holds more values than the bound",
     "le cache du tableau croisé contient plus de valeurs que la limite"},
    {"a quote is opened and never closed: its row was read up to the line's end",
     "un guillemet ouvert n’est jamais fermé : la ligne a été lue jusqu’au bout"},
    {"a row is not whole: it was read as text", "une ligne est incomplète : elle a été lue comme du texte"},
    {"rows are not in order", "les lignes ne sont pas dans l’ordre"},
    {"a table could not be read to its end", "une table n’a pu être lue jusqu’au bout"},
    {"a closing boundary is missing: the mail may have been cut",
     "un séparateur final manque : le courriel a pu être tronqué"},
    {"no decoder for the text's charset", "aucun décodeur pour le jeu de caractères du texte"},
    {"the text's charset is not known", "le jeu de caractères du texte est inconnu"},
    {"the PDF reader is not installed (libconstat_pdf.so)", "le lecteur PDF n’est pas installé (libconstat_pdf.so)"},
    {"no reader for this archive", "aucun lecteur pour cette archive"},
    {"the same bytes were met before and could not be read",
     "les mêmes octets, rencontrés auparavant, n’ont pu être lus"},
    {"could not be read", "n’a pu être lu"},
    {"its bytes cannot be read", "ses octets ne peuvent être lus"},
    {"its bytes are missing", "ses octets manquent"},
    {"its hash could not be computed", "son empreinte n’a pu être calculée"},
    {"its reader gave up on the contents", "son lecteur a renoncé au contenu"},
    {"it became shorter while it was read", "il a raccourci pendant la lecture"},
    {"it changed while it was read", "il a changé pendant la lecture"},
    {"its header is not where the directory says", "son en-tête ne se trouve pas là où l’indique le répertoire"},
    {"its directory is missing", "son répertoire manque"},
    {"unknown compression", "compression inconnue"},
    {"compressed with options that are not supported", "compressé avec des options non prises en charge"},
    {"compressed with a dictionary that is not at hand", "compressé au moyen d’un dictionnaire indisponible"},
    {"LZMA properties of an unknown form", "propriétés LZMA de forme inconnue"},
    {"the map of a sparse member is damaged", "la carte d’un membre creux est endommagée"},
    {"a sparse member with more holes than the bound allows",
     "membre creux comportant plus de lacunes que la limite n’en admet"},
    {"an embedded file's header is damaged", "l’en-tête d’un fichier incorporé est endommagé"},
    {"it ends early: a block of it is missing", "il se termine prématurément : l’un de ses blocs manque"},
    {"a block of it is missing", "l’un de ses blocs manque"},
    {"it ends within an entry", "il se termine au milieu d’une entrée"},
    {"it ends within an attribute", "il se termine au milieu d’un attribut"},
    {"a list of properties breaks off", "une liste de propriétés s’interrompt"},
    {"its recipients break off", "la liste de ses destinataires s’interrompt"},
    {"the database breaks off: pages at its end are missing",
     "la base de données s’interrompt : les pages de sa fin manquent"},
    {"the database ends within its header", "la base de données se termine dans son en-tête"},
    {"the database breaks off within a page", "la base de données s’interrompt au milieu d’une page"},
    {"the catalog of its tables is damaged", "le catalogue de ses tables est endommagé"},
    {"two tables have one definition", "deux tables ont la même définition"},
    {"its definition is damaged", "sa définition est endommagée"},
    {"the pages of its definition are missing", "les pages de sa définition manquent"},
    {"names of its columns are missing", "des noms de ses colonnes manquent"},
    {"more columns than Access allows", "plus de colonnes qu’Access n’en admet"},
    {"the map of its pages is damaged: rows that were deleted may be among these",
     "la carte de ses pages est endommagée : des lignes supprimées peuvent se trouver parmi celles-ci"},
    {"pages of its rows cannot be read", "des pages de ses lignes sont illisibles"},
    {"a page of its rows is missing", "une page de ses lignes manque"},
    {"pages of its rows are not where its map says", "des pages de ses lignes ne sont pas là où l’indique sa carte"},
    {"a row is damaged", "une ligne est endommagée"},
    {"a long value is damaged", "une valeur longue est endommagée"},
    {"a long value breaks off", "une valeur longue s’interrompt"},
    {"a long value: pages of it are missing", "une valeur longue dont des pages manquent"},
    {"a long value: pointers in it lead nowhere", "une valeur longue dont des renvois ne mènent nulle part"},
    {"its long values are longer than the file: they share their pages",
     "ses valeurs longues excèdent la taille du fichier : elles partagent leurs pages"},
    {"a text of more than 32 MB was read up to there", "un texte de plus de 32 Mo n’a été lu que jusque-là"},
    {"a binary value of more than 16 MB was scanned up to there",
     "une valeur binaire de plus de 16 Mo n’a été examinée que jusque-là"},
    {"it is larger than Access allows: what is beyond was scanned for printable text",
     "plus grande qu’Access ne l’admet : seul le texte lisible du reste a été examiné"},
    {"it ends within a card", "il se termine au milieu d’une fiche"},
    {"there is no entry in it", "il ne contient aucune entrée"},
    {"there is no card in it", "il ne contient aucune fiche"},
    {"it holds no message", "il ne contient aucun message"},
    {"data ends early", "les données se terminent prématurément"},
    {"too many broken records: the last of them were not read",
     "trop d’enregistrements défectueux : les derniers n’ont pas été lus"},
    {"memo fields are in a file beside it (.dbt, .fpt)",
     "les champs mémo se trouvent dans un fichier voisin (.dbt, .fpt)"},
    {"no known kind of dBase table", "type de table dBase inconnu"},
    {"the table has no field", "la table n’a aucun champ"},
    {"the table ends within its header", "la table se termine au milieu de son en-tête"},
    {"the table's header ends early", "l’en-tête de la table se termine prématurément"},
    {"the table's header gives impossible sizes", "l’en-tête de la table indique des tailles impossibles"},
    {"the fields are longer than a record", "les champs excèdent l’enregistrement"},
    {"the database cannot be opened", "la base de données ne peut être ouverte"},
    {"the database ends within its header", "la base de données se termine au milieu de son en-tête"},
    {"the database kept a write-ahead log: what is only in its -wal file is told there",
     "la base tenait un journal d’écriture : ce qui ne figure que dans son fichier -wal y est rapporté"},
    {"a virtual table is not read itself", "une table virtuelle n’est pas lue elle-même"},
    {"the tables that hold its data are", "les tables qui contiennent ses données le sont"},
    {"the log ends within a page", "le journal se termine au milieu d’une page"},
    {"the log's header is none", "l’en-tête du journal n’en est pas un"},
    {"a page of the log cannot be read", "une page du journal ne peut être lue"},
    {"the header gives an impossible page size", "l’en-tête indique une taille de page impossible"},
    {"the worksheet ends early", "la feuille se termine prématurément"},
    {"the workbook's stream is missing", "le flux du classeur manque"},
    {"the workbook lists no sheet", "le classeur n’énumère aucune feuille"},
    {"the sheet is not where the workbook says", "la feuille ne se trouve pas là où l’indique le classeur"},
    {"the sheet is missing from the workbook's file", "la feuille manque dans le fichier du classeur"},
    {"a chart of Excel 2 to 4 is not read", "un graphique d’Excel 2 à 4 n’est pas lu"},
    {"the presentation's stream is missing", "le flux de la présentation manque"},
    {"a slide that the presentation lists is missing", "une diapositive que la présentation énumère manque"},
    {"the document's text ends early", "le texte du document se termine prématurément"},
    {"the document's text stream is missing", "le flux de texte du document manque"},
    {"the document's header ends early", "l’en-tête du document se termine prématurément"},
    {"the RTF document ends early", "le document RTF se termine prématurément"},
    {"a Word document of before 1993", "document Word antérieur à 1993"},
    {"the table of its pieces is damaged", "la table de ses fragments est endommagée"},
    {"the table of its pieces is damaged: text that was edited may be missing",
     "la table de ses fragments est endommagée : du texte modifié peut manquer"},
    {"an OpenDocument file with a password", "fichier OpenDocument protégé par un mot de passe"},
    {"a text is encrypted with PGP: the key is needed", "un texte est chiffré avec PGP : la clé est nécessaire"},
    {"an Outlook data file that Windows encrypted", "fichier de données Outlook chiffré par Windows"},
    {"an Outlook data file of 4 KB pages (Outlook 2013 and later), which is not read",
     "fichier de données Outlook à pages de 4 Ko (Outlook 2013 et ultérieurs), non lu"},
    {"an Outlook data file of an unknown version", "fichier de données Outlook d’une version inconnue"},
    {"an Outlook data file that ends within its header",
     "fichier de données Outlook qui se termine au milieu de son en-tête"},
    {"no header of an Outlook data file", "en-tête absent d’un fichier de données Outlook"},
    {"the message has no properties", "le message n’a aucune propriété"},
    {"no compound file", "ce n’est pas un fichier composé"},
    {"no ZIP archive", "ce n’est pas une archive ZIP"},
    {"its time is later than the scan", "sa date est postérieure à l’analyse"},
};

// `{}` stands for any text, which is kept as it is but where it is a part or phrase of its own. The first that fits.
constexpr Phrase patterns[] = {
    {"nested deeper than the bound of {} levels", "imbriqué au-delà de la limite de {} niveaux"},
    {"part {} is missing: what follows it is not read with the rest",
     "la partie {} manque : ce qui la suit n’est pas lu avec le reste"},
    {"part {} is missing", "la partie {} manque"},
    {"parts {} are missing", "les parties {} manquent"},
    {"part {}: cannot open it: {}", "partie {} : ouverture impossible : {}"},
    {"more parts than the bound of {}: the rest are read by themselves",
     "plus de parties que la limite de {} : les autres sont lues isolément"},
    {"{} cells point at texts that do not exist", "{} cellules renvoient à des textes inexistants"},
    {"{} cells stand behind those of a later row", "{} cellules suivent celles d’une ligne ultérieure"},
    {"{} cells lie beyond the widest table that is read", "{} cellules dépassent le tableau le plus large qui soit lu"},
    {"{} rows are damaged", "{} lignes sont endommagées"},
    {"{} pages of its rows are missing", "{} pages de ses lignes manquent"},
    {"read {} of the {} rows that it tells of", "{} lues des {} lignes annoncées"},
    {"{} values go on in other pages: read as text",
     "{} valeurs se poursuivent dans d’autres pages : lues comme du texte"},
    {"lines that are no attributes of an entry, read as comments: {}",
     "lignes qui ne sont pas des attributs d’une entrée, lues comme des commentaires : {}"},
    {"lines that are no properties of a card: {}", "lignes qui ne sont pas des propriétés de fiche : {}"},
    {"lines that are no properties of an entry: {}", "lignes qui ne sont pas des propriétés d’entrée : {}"},
    {"{} documents are damaged or cut, the first at byte {}: what is not whole was read as text",
     "{} documents sont endommagés ou tronqués, le premier à l’octet {} : ce qui n’est pas entier a été lu comme du "
     "texte"},
    {"the archive is damaged at byte {}: the rest is read as of one collection",
     "l’archive est endommagée à l’octet {} : le reste est lu comme celui d’une seule collection"},
    {"the archive is damaged at byte {}", "l’archive est endommagée à l’octet {}"},
    {"{} blocks could not be read whole, the first at byte {}: {}",
     "{} blocs n’ont pu être lus en entier, le premier à l’octet {} : {}"},
    {"{} at byte {}: what follows was scanned for printable text",
     "{} à l’octet {} : seul le texte lisible de la suite a été examiné"},
    {"column {}: {}", "colonne {} : {}"},
    {"{} records are not whole JSON, the first at byte {}",
     "{} enregistrements ne sont pas du JSON complet, le premier à l’octet {}"},
    {"it ends after {} of the {} rows that its header tells of",
     "il se termine après {} des {} lignes annoncées par son en-tête"},
    {"a row needs more work than the bound: read up to row {}",
     "une ligne exige plus de travail que la limite : lu jusqu’à la ligne {}"},
    {"read up to row {}", "lu jusqu’à la ligne {}"},
    {"a row needs more work than the bound", "une ligne exige plus de travail que la limite"},
    {"not well-formed XML ({}, byte {}): read as plain text from there on",
     "XML mal formé ({}, octet {}) : lu comme du texte brut à partir de là"},
    {"XML is broken: {} at byte {}", "XML défectueux : {} à l’octet {}"},
    {"compressed by {}", "compressé par {}"},
    {"its clock of {} seconds ran out: what was not read by then is listed as timed-out",
     "son délai de {} secondes s’est écoulé : ce qui n’était pas lu alors figure parmi les délais dépassés"},
    {"a reader of it was ended: {}", "son lecteur a été arrêté : {}"},
    {"{} file of an earlier scan no longer in the evidence: what was found there is kept",
     "{} fichier d’une analyse antérieure ne figure plus dans les pièces : ce qui y a été relevé est conservé"},
    {"{} files of an earlier scan no longer in the evidence: what was found there is kept",
     "{} fichiers d’une analyse antérieure ne figurent plus dans les pièces : ce qui y a été relevé est conservé"},
    {"repeated containers: of {} and of what lies in them the members are not listed again: they are where the same "
     "bytes were read first",
     "conteneurs répétés : pour {} d’entre eux et ce qu’ils renferment, les membres ne sont pas énumérés à nouveau ; "
     "ils figurent là où les mêmes octets ont d’abord été lus"},
    {"cannot write temporary data: {}", "écriture impossible des données temporaires : {}"},
    {"cannot be opened: {}", "ne peut être ouvert : {}"},
    {"cannot open {}", "impossible d’ouvrir {}"},
    {"cannot be listed: {}", "ne peut être énuméré : {}"},
    {"cannot be read: {}", "ne peut être lu : {}"},
    {"the database is damaged: {}", "la base de données est endommagée : {}"},
    {"{} declares entities of its own, which are not expanded", "entités propres déclarées et non développées : {}"},
    {"{} is encrypted", "chiffré : {}"},
    {"{} is missing", "manquant : {}"},
    {"{} ends within a record", "fin au milieu d’un enregistrement : {}"},
    {"{} at byte {}", "{} à l’octet {}"},
};

// Parts of documents, before a colon.
constexpr Phrase parts[] = {
    {"a drawing", "un dessin"},
    {"a footer", "un pied de page"},
    {"a header", "un en-tête"},
    {"a macro", "une macro"},
    {"a master slide", "un masque de diapositive"},
    {"a part of the properties", "une partie des propriétés"},
    {"a slide", "une diapositive"},
    {"a slide's comments", "les commentaires d’une diapositive"},
    {"the comments", "les commentaires"},
    {"the connections", "les connexions"},
    {"the content", "le contenu"},
    {"the document", "le document"},
    {"the glossary", "le glossaire"},
    {"the headers", "les en-têtes"},
    {"the list of authors", "la liste des auteurs"},
    {"the list of persons", "la liste des personnes"},
    {"the manifest", "le manifeste"},
    {"the message", "le message"},
    {"the pivot cache", "le cache du tableau croisé"},
    {"the pivot cache's records", "les enregistrements du cache du tableau croisé"},
    {"the presentation", "la présentation"},
    {"the properties", "les propriétés"},
    {"the settings", "les paramètres"},
    {"the shared texts", "les textes partagés"},
    {"the sheet", "la feuille"},
    {"the styles", "les styles"},
    {"the workbook", "le classeur"},
    {"its recipients", "ses destinataires"},
    // What Expat says.
    {"unclosed token", "élément non fermé"},
    {"not well-formed (invalid token)", "élément non valide"},
    {"no element found", "aucun élément"},
    {"mismatched tag", "balises discordantes"},
    {"undefined entity", "entité non définie"},
    {"Permission denied", "permission refusée"},
    {"permission denied", "permission refusée"},
    {"No such file or directory", "fichier ou dossier absent"},
    {"Input/output error", "erreur d’entrée-sortie"},
};

// What known_binary.cpp calls them.
constexpr Phrase makes[] = {
    {"an InnoDB tablespace (.ibd of MySQL)", "un espace de tables InnoDB (.ibd de MySQL)"},
    {"a PNG image", "image PNG"},
    {"a JPEG image", "image JPEG"},
    {"a JPEG 2000 image", "image JPEG 2000"},
    {"a TIFF image", "image TIFF"},
    {"a GIF image", "image GIF"},
    {"a bitmap image", "image BMP"},
    {"a WebP image", "image WebP"},
    {"a Photoshop image", "image Photoshop"},
    {"a HEIC image", "image HEIC"},
    {"a HEIF image", "image HEIF"},
    {"an AVIF image", "image AVIF"},
    {"a DICOM medical image", "image médicale DICOM"},
    {"an icon", "icône"},
    {"a Windows metafile", "métafichier Windows"},
    {"an enhanced metafile", "métafichier EMF"},
    {"a DjVu document", "document DjVu"},
    {"MPEG-4 audio", "son MPEG-4"},
    {"an MPEG-4 film", "film MPEG-4"},
    {"a 3GPP film", "film 3GPP"},
    {"a Matroska film", "film Matroska"},
    {"a Matroska or WebM film", "film Matroska ou WebM"},
    {"an AVI film", "film AVI"},
    {"a QuickTime film", "film QuickTime"},
    {"a Flash film", "film Flash"},
    {"an MPEG film", "film MPEG"},
    {"an MPEG transport stream", "flux de transport MPEG"},
    {"a Windows Media recording", "enregistrement Windows Media"},
    {"a WAVE sound", "son WAVE"},
    {"an AIFF sound", "son AIFF"},
    {"MP3 audio", "son MP3"},
    {"FLAC audio", "son FLAC"},
    {"an Ogg recording", "enregistrement Ogg"},
    {"an AMR recording", "enregistrement AMR"},
    {"a MIDI file", "fichier MIDI"},
    {"a TrueType font", "police TrueType"},
    {"an OpenType font", "police OpenType"},
    {"a font collection", "collection de polices"},
    {"a web font", "police web"},
    {"an ELF program", "programme ELF"},
    {"a Windows program", "programme Windows"},
    {"a Mach-O program", "programme Mach-O"},
    {"a Java class", "classe Java"},
    {"Android bytecode", "code Android"},
    {"a WebAssembly module", "module WebAssembly"},
    {"serialized Java objects", "objets Java sérialisés"},
    {"a Python pickle", "objet Python (pickle)"},
    {"an EnCase disk image (E01)", "image de disque EnCase (E01)"},
    {"an EnCase disk image (Ex01)", "image de disque EnCase (Ex01)"},
    {"an EnCase logical image (L01)", "image logique EnCase (L01)"},
    {"a QCOW disk image", "image de disque QCOW"},
    {"a VMware disk", "disque VMware"},
    {"a VMware disk descriptor", "descripteur de disque VMware"},
    {"a VHDX disk", "disque VHDX"},
    {"a VHD disk", "disque VHD"},
    {"a VirtualBox disk", "disque VirtualBox"},
    {"an AFF disk image", "image de disque AFF"},
    {"an NTFS file system", "système de fichiers NTFS"},
    {"a FAT file system", "système de fichiers FAT"},
    {"an ext file system", "système de fichiers ext"},
    {"a partitioned disk", "disque partitionné"},
    {"a partitioned disk or boot sector", "disque partitionné ou secteur d’amorçage"},
    {"an HFS+ file system", "système de fichiers HFS+"},
    {"an APFS container", "conteneur APFS"},
    {"an ISO 9660 image", "image ISO 9660"},
    {"a LUKS encrypted disk", "disque chiffré LUKS"},
    {"a BitLocker encrypted disk", "disque chiffré BitLocker"},
    {"this kind of OLE compound file", "ce genre de fichier composé OLE"},
    {"a OneNote section", "section OneNote"},
    {"an Outlook data file (PST or OST)", "fichier de données Outlook (PST ou OST)"},
    {"an Outlook Express mailbox", "boîte Outlook Express"},
    {"a Windows shortcut", "raccourci Windows"},
    {"a WordPerfect document", "document WordPerfect"},
    {"a binary property list", "liste de propriétés binaire"},
    {"this Access database", "cette base de données Access"},
    {"a dBASE table", "table dBASE"},
    {"a Windows registry hive", "ruche de registre Windows"},
    {"a Windows event log", "journal d’événements Windows"},
    {"an ESE database", "base de données ESE"},
    {"this SQLite database", "cette base SQLite"},
    {"a PostgreSQL dump in custom format", "export PostgreSQL au format propre"},
    {"a SQL Server backup", "sauvegarde SQL Server"},
    {"a SQL Server database", "base de données SQL Server"},
    {"a Parquet table", "table Parquet"},
    {"an Avro container", "conteneur Avro"},
    {"an ORC table", "table ORC"},
    {"an HDF5 file", "fichier HDF5"},
    {"an Apple keychain", "trousseau Apple"},
    {"a KeePass database", "base KeePass"},
    {"a packet capture", "capture de trafic"},
    {"an enciphered file (OpenSSL)", "fichier chiffré (OpenSSL)"},
    {"an OpenPGP message", "message OpenPGP"},
    {"a certificate or key store (DER)", "certificat ou magasin de clés (DER)"},
    {"a Java key store", "magasin de clés Java"},
    {"this kind of ZIP archive", "ce genre d’archive ZIP"},
    {"this gzip stream", "ce flux gzip"},
    {"this bzip2 stream", "ce flux bzip2"},
    {"this xz stream", "ce flux xz"},
    {"this RAR archive", "cette archive RAR"},
    {"this 7-Zip archive", "cette archive 7-Zip"},
};

std::string_view in_french(std::span<const Phrase> table, std::string_view en) {
  for (const Phrase& phrase : table) {
    if (phrase.en == en) return phrase.fr;
  }
  return {};
}

// Whether the phrase is the pattern's, each {} the shortest text that lets the rest fit; `held` gets those texts.
bool fits(std::string_view pattern, std::string_view phrase, std::vector<std::string_view>& held) {
  while (!pattern.empty()) {
    const std::size_t open = pattern.find("{}");
    const std::string_view before = pattern.substr(0, open);
    if (!phrase.starts_with(before)) return false;
    phrase.remove_prefix(before.size());
    if (open == std::string_view::npos) return phrase.empty();
    pattern.remove_prefix(open + 2);
    const std::string_view next = pattern.substr(0, pattern.find("{}"));
    const std::size_t end = next.empty() ? phrase.size() : phrase.find(next);
    if (end == std::string_view::npos || end == 0) return false;
    held.push_back(phrase.substr(0, end));
    phrase.remove_prefix(end);
  }
  return phrase.empty();
}

std::string phrase_in_french(std::string_view phrase);

std::string put_into(std::string_view french_pattern, const std::vector<std::string_view>& held) {
  std::string out;
  std::size_t next = 0;
  for (std::size_t open = french_pattern.find("{}"); open != std::string_view::npos && next < held.size();
       open = french_pattern.find("{}")) {
    out += french_pattern.substr(0, open);
    out += phrase_in_french(held[next++]);
    french_pattern.remove_prefix(open + 2);
  }
  return out + std::string(french_pattern);
}

std::string phrase_in_french(std::string_view phrase) {
  if (const std::string_view known = in_french(phrases, phrase); !known.empty()) return std::string(known);
  constexpr std::string_view reader = "no reader for ";
  constexpr std::string_view scanned = ": its bytes were scanned for printable text";
  if (phrase.starts_with(reader) && phrase.ends_with(scanned) && phrase.size() > reader.size() + scanned.size()) {
    const std::string_view make = phrase.substr(reader.size(), phrase.size() - reader.size() - scanned.size());
    const std::string_view known = in_french(makes, make);
    std::string out = "aucun lecteur pour ce format";
    if (make != "this format") out += " (" + std::string(known.empty() ? make : known) + ")";
    return out + "\u00a0: seul le texte lisible de ses octets a été examiné";
  }
  if (const std::string_view part = in_french(parts, phrase); !part.empty()) return std::string(part);
  // "the comments: the compressed data breaks off": of a part of the document, or what came before the raw scan.
  for (std::size_t colon = phrase.find(": "); colon != std::string_view::npos; colon = phrase.find(": ", colon + 1)) {
    std::string_view head = in_french(parts, phrase.substr(0, colon));
    if (head.empty()) head = in_french(phrases, phrase.substr(0, colon));
    if (!head.empty()) return std::string(head) + "\u00a0: " + phrase_in_french(phrase.substr(colon + 2));
  }
  for (const Phrase& pattern : patterns) {
    std::vector<std::string_view> held;
    if (fits(pattern.en, phrase, held)) return put_into(pattern.fr, held);
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

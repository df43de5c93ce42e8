#!/usr/bin/env python3
"""Whose a value is: rows of several tables in one file, numbers that a house gives, letters, addresses without a country."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import support

FOLDER = support.Folder()


def scan(name, files):
    """Persons of a case of these files: {name or number: person}."""
    os.makedirs(FOLDER.join(name))
    for file, text in files.items():
        with open(FOLDER.join(name, file), "w", encoding="utf-8") as out:
            out.write(text)
    FOLDER.run("scan", name, "--case", name + ".constat")
    persons = FOLDER.lines("persons", name + ".constat", "--reveal", "--format", "jsonl")
    return {(person["names"] or [str(person["person"])])[0]: person for person in persons}


def types(person):
    return person["types"]


DUMP = """CREATE TABLE users (id int, login varchar(40), email varchar(80), last_ip varchar(40));
INSERT INTO users VALUES (1,'jdoe','jane.doe@studio.example','81.2.69.142'),(2,'bking','bob@studio.example','81.2.69.143');
CREATE TABLE employees (emp_no int, birth_date date, first_name varchar(14), last_name varchar(16));
INSERT INTO employees VALUES (10001,'1953-09-02','Georgi','Facello'),(10002,'1964-06-02','Bezalel','Simmel');
CREATE TABLE salaries (emp_no int, salary int, from_date date);
INSERT INTO salaries VALUES (10001,60117,'1986-06-26'),(10001,62102,'1987-06-26'),(10002,65828,'1996-08-03');
"""


def test_rows_of_several_tables_in_one_dump_are_not_one_persons():
    persons = scan("dump", {"d.sql": DUMP})
    georgi, bezalel = persons["Georgi Facello"], persons["Bezalel Simmel"]
    assert types(georgi)["salary"] == 2 and types(bezalel)["salary"] == 1, persons
    assert "email_address" not in types(georgi) and "email_address" not in types(bezalel), persons
    assert len(persons) == 4, persons


def test_tables_of_one_page_are_not_one_table():
    page = ("<table><tr><th>Name</th><th>SSN</th></tr><tr><td>Margaret Whitfield</td><td>512-48-6193</td></tr>"
            "<tr><td>Thomas Walker</td><td>536-12-4455</td></tr></table>"
            "<table><tr><th>Name</th><th>Email</th></tr><tr><td>Susan Chen</td><td>susan@studio.example</td></tr>"
            "<tr><td>Karen Miller</td><td>karen@studio.example</td></tr></table>")
    persons = scan("page", {"p.html": "<html><body>" + page + "</body></html>"})
    assert set(persons) == {"Margaret Whitfield", "Thomas Walker", "Susan Chen", "Karen Miller"}, persons
    assert "email_address" not in types(persons["Margaret Whitfield"]), persons


def test_numbers_of_a_house_bring_nameless_rows_to_their_persons():
    persons = scan("house", {
        "labs.csv": "sample,MRN,diagnosis\nS1,00482911,HIV positive\nS2,00482913,Hepatitis C\n",
        "patients.csv": "name,MRN,address\nRobert Quigley,00482911,\"101 Oak Street, Sacramento, CA 95814\"\n"
                        "Peter Lindqvist,00482913,\"103 Oak Street, Sacramento, CA 95814\"\n",
        # Hired again under another number, which before was somebody else's.
        "staff.csv": "Employee ID,Name,Email\nE-20418,Anna Kowalski,ak@studio.example\nE-20419,Maria Sandoval,ms@studio.example\n",
        "again.csv": "Employee ID,Name,Email\nE-20419,Anna Kowalski,ak@studio.example\n",
        "grid.csv": "Employee ID,Annual Salary\nE-20418,52000\n"})
    assert types(persons["Robert Quigley"])["health"] == 1 and types(persons["Peter Lindqvist"])["health"] == 1, persons
    assert types(persons["Anna Kowalski"])["salary"] == 1 and types(persons["Anna Kowalski"])["employee_id"] == 3, persons
    assert "salary" not in types(persons["Maria Sandoval"]), persons


def test_what_a_letter_says_is_its_writers_or_its_readers():
    persons = scan("letters", {
        "offer.txt": "Margaret Whitfield\n1420 Oak Street\nSacramento, CA 95814\n\nDear Margaret,\n\nWe offer you an annual base salary "
                     "of $118,000. You will report to Thomas Walker (thomas.walker@studio.example).\n\nSincerely,\nKaren Miller\n",
        "mail.txt": "Hi Thomas,\n\nmy SSN is 512-48-6193.\n\nBest regards,\nSusan Chen\n"})
    assert types(persons["Margaret Whitfield"])["salary"] == 1, persons
    assert "salary" not in types(persons["Thomas Walker"]) and "us_ssn" not in types(persons["Thomas Walker"]), persons
    assert types(persons["Susan Chen"])["us_ssn"] == 1, persons


def test_an_address_without_a_country_says_where_somebody_lives():
    persons = scan("lands", {
        "fr.csv": "Nom;Prénom;Rue;CP;Commune\nMoreau;Luc;12 rue des Lilas;35000;Rennes\n",
        "de.csv": "Name;Vorname;Straße;PLZ;Ort\nMüller;Klaus;Hauptstraße 5;80331;München\n",
        "it.csv": "Nome;Cognome;Indirizzo;CAP;Città\nMario;Rossi;Via Garibaldi 10;20121;Milano\n",
        "us.csv": "Name,Address\nMargaret Whitfield,\"1420 Oak Street, Sacramento, CA 95814\"\n"})
    assert sorted(person["country"] for person in persons.values()) == ["DE", "FR", "IT", "US"], persons
    duties = FOLDER.run("duties", "lands.constat", "--known-on", "2026-11-23", "--format", "table").stdout
    assert "CNIL" in duties, duties


SHOP = """CREATE TABLE `customers` (`id` int NOT NULL, `name` varchar(80), `email` varchar(80), PRIMARY KEY (`id`));
INSERT INTO `customers` VALUES (1,'%s','%s'),(2,'Robert Brown','%s'),(3,'Linda Green','%s');
CREATE TABLE `payments` (`id` int, `customer_id` int, `iban` varchar(34),
  FOREIGN KEY (`customer_id`) REFERENCES `customers` (`id`));
INSERT INTO `payments` VALUES (10,1,'%s'),(11,2,'GB82WEST12345698765432'),(12,3,'FR1420041010050500013M02606');
CREATE TABLE `products` (`id` int, `title` varchar(20));
INSERT INTO `products` VALUES (1,'Lamp'),(2,'Table');
"""


def test_rows_of_one_dump_are_joined_by_its_keys_and_two_dumps_are_not():
    persons = scan("keys", {
        "a.sql": SHOP % ("Jane Doe", "jane.doe@mail.example", "rb@mail.example", "lg@mail.example",
                         "DE89370400440532013000"),
        "b.sql": SHOP % ("Anna Koch", "a.koch@mail.example", "rb@post.example", "lg@post.example",
                         "ES9121000418450200051332")})
    for name in ("Jane Doe", "Anna Koch"):
        assert types(persons[name])["iban"] == 1, persons
    assert not any("iban" in types(person) and "person_name" not in types(person) for person in persons.values())


def test_whom_one_cell_names_together_are_two():
    persons = scan("couples", {"guests.csv": "Name,Street,City,State,Zip,Email\n"
                               "Mr & Mrs J Smithson,12 Oak Street,Springfield,IL,62704,js@mail.example\n"
                               "John and Mary Smith,15 Elm Street,Boston,MA,02108,jms@mail.example\n"
                               "\"Smith, John & Mary\",15 Elm Street,Boston,MA,02108,\n"
                               "M. et Mme Jean Dupont,4 rue de la Paix,Paris,,75002,\n"
                               "Familie Klaus Müller,Hauptstr. 4,Berlin,,10115,\n"
                               "Peter Olson,1 Main Street,Boston,MA,02108,po@mail.example\n"
                               "Susan Miller,2 Main Street,Boston,MA,02108,su@mail.example\n"})
    assert sorted(persons) == ["J Smithson", "Jean Dupont", "John Smith", "Klaus Müller", "Mary Smith", "Mme Dupont",
                               "Mrs Smithson", "Peter Olson", "Susan Miller"], persons
    assert persons["Mary Smith"]["state"] == "MA" and persons["Mrs Smithson"]["state"] == "IL", persons
    assert "email_address" not in types(persons["Mary Smith"]), persons


CLINIC = """CREATE TABLE `patients` (`id` int NOT NULL, `name` varchar(80), `dob` date, PRIMARY KEY (`id`));
INSERT INTO `patients` VALUES (1,'Robert Quigley','1961-02-03'),(2,'Peter Lindqvist','1974-05-06');
CREATE TABLE `visits` (`id` int, `patient_id` int, `diagnosis` varchar(40), FOREIGN KEY (`patient_id`) REFERENCES `patients` (`id`));
INSERT INTO `visits` VALUES (10,1,'Hepatitis C'),(11,2,'Asthma');
CREATE TABLE `employees` (`id` int NOT NULL, `name` varchar(80), `email` varchar(80), PRIMARY KEY (`id`));
INSERT INTO `employees` VALUES (1,'Karen Miller','km@clinic.example');
"""


def test_a_table_of_a_dump_tells_what_its_persons_are_to_the_owner():
    persons = scan("clinic", {"backup.sql": CLINIC, "labs.csv": "Sample,MRN,Name\nS1,00482911,Olga Petrova\n"})
    assert persons["Robert Quigley"]["relation"] == "patient" and types(persons["Robert Quigley"])["health"] == 1, persons
    assert persons["Karen Miller"]["relation"] == "employee", persons
    assert persons["Olga Petrova"]["relation"] == "patient", "whoever has a medical record number"


def test_whom_a_row_names_beside_its_own_person_is_no_pupil_and_lives_where_that_one_does():
    persons = scan("school", {"pupils.csv": "Pupil ID,Forename,Surname,DOB,Address,Parent Name,Parent Email,Parent Phone\n"
                              "P04100,Alice,Petrova,05/03/2014,\"3 Mill Road, Leeds, LS1 4AP\",Susan Petrova,sp@mail.example,07700 900001\n"
                              "P04101,Hugo,Bellamy,06/04/2013,\"5 Mill Road, York, YO1 7HH\",Robert Bellamy,rb@mail.example,07700 900002\n"
                              "P04102,Karen,Lindqvist,07/08/2012,\"7 Mill Road, Leeds, LS1 4AP\",Peter Lindqvist,pl@mail.example,\n"})
    assert persons["Alice Petrova"]["relation"] == "student", persons
    for name in ("Susan Petrova", "Robert Bellamy", "Peter Lindqvist"):
        assert persons[name]["relation"] == "contact", persons[name]
        assert (persons[name]["country"], persons[name]["residence_by"]) == ("GB", "household"), persons[name]

def test_a_joint_holder_is_what_the_holder_is():
    rows = (("Hugo Bellamy", "Alice Bellamy"), ("Karen Lindqvist", ""), ("Oscar Petrova", "Susan Petrova"),
            ("Victor Hargrove", "Naomi Hargrove"), ("Diana Quigley", "Thomas Quigley"))
    persons = scan("bank", {"liste.csv": "Nr;Kontoinhaber;Mitinhaber;Anschrift\n" + "".join(
        "K4400%d;%s;%s;Mariahilfer Straße %d, 1060 Wien\n" % (at, *row, at + 1) for at, row in enumerate(rows))})
    assert set(persons) == {name for row in rows for name in row if name}, persons
    for name, person in persons.items():
        assert (person["relation"], person["country"]) == ("customer", "AT"), person


def test_telephones_at_home_tell_the_country_that_their_table_speaks_of():
    lists = {"NL": "Naam;Mobiel\nBas Dijkstra;06-28255660\n", "GB": "Name,Mobile,Union\nEmily Thornton,07700 900123,Unite\n",
             "ES": "Nombre;Móvil\nLucía Martín Gil;617 390 494\n", "PL": "Imię i nazwisko;Tel. kom.\nPiotr Nowak;605 595 751\n",
             "PT": "Nome;Telemóvel\nJoão Ferreira;913 787 228\n", "BE": "Naam;GSM\nJan Peeters;0478 12 34 56\n",
             "CH": "Name;Natel\nUrs Brunner;079 123 45 67\n",
             "FR": "Nom;Prénom;Baptême;Religion;Tél\nLEMOINE;Jérôme;2012-07-16;catholique;06 32 87 07 44\n",
             # Of several countries, and nothing tells which.
             None: "Patient;Tel.\nAnna Weber;030 12345678\n"}
    for country, text in lists.items():
        persons = list(scan("tel%s" % country, {"list.csv": text}).values())
        assert [person["country"] for person in persons] == [country], (country, persons)


def test_the_parties_of_a_row_do_not_live_together():
    persons = scan("sales", {"sales.csv": "Seller,Seller address,Buyer,Buyer email\n"
                             "Oliver Bennett,\"12 High Street, Leeds, LS1 4AP\",Sarah Thornton,st@mail.example\n"
                             "Isla Wright,\"9 Park Road, York, YO1 7HB\",Mark Cooper,mc@mail.example\n"})
    assert types(persons["Sarah Thornton"]) == {"person_name": 1, "email_address": 1}, persons
    assert persons["Sarah Thornton"]["country"] is None and persons["Oliver Bennett"]["country"] == "GB", persons


def test_a_namesakes_account_is_neithers():
    scan("namesakes", {"a.csv": "Name,DOB,SSN\nJohn Smith,1970-01-02,512-48-6193\nJohn Smith,1984-11-23,536-12-4455\n",
                       "b.csv": "Name,IBAN\nJohn Smith,DE89370400440532013000\n"})
    told = FOLDER.lines("persons", "namesakes.constat", "--reveal", "--format", "jsonl")
    assert not any("us_ssn" in types(person) and "iban" in types(person) for person in told), told


def test_lists_of_logins_are_a_person_a_line():
    rows = (("jdoe1", "jdoe1@aol.example", "5baa61e4c9b93f3f0682250b6cf8331b7ee68fd8"),
            ("mbrown", "mary.brown@mail.example", "7c4a8d09ca3762af61e59520943dc26494f8941b"),
            ("skip77", "skip@web.example", "b1b3773a05c0ed0176787a4f1574ff0075f7521e"))
    scan("combo", {"dump.txt": "".join(":".join(row) + "\n" for row in rows)})
    told = FOLDER.lines("persons", "combo.constat", "--reveal", "--format", "jsonl")
    assert len(told) == 3 and all(types(person) == {"email_address": 1, "password_hash": 1} for person in told), told


def test_a_key_that_a_dump_declares_is_followed_whatever_its_tables_are_called():
    persons = scan("declared", {"d.sql": "CREATE TABLE foo(id integer primary key, first_name text, last_name text);\n"
                            "INSERT INTO foo VALUES (1,'Emily','Thornton'),(2,'Mark','Cooper');\n"
                            "CREATE TABLE bar(id integer primary key, foo integer references foo(id), street text, city text, zip text);\n"
                            "INSERT INTO bar VALUES (7,2,'12 Elm Street','Boston','02108'),(8,1,'9 Oak Road','Austin','78701');\n"})
    assert types(persons["Emily Thornton"])["postal_address"] == 1, persons
    assert types(persons["Mark Cooper"])["postal_address"] == 1, persons


def test_medical_notes_of_pupils_are_health_data():
    persons = scan("notes", {"pupils.csv": "Forename,Surname,DOB,Medical notes\nAlice,Petrova,05/03/2014,Asthma\n"
                             "Hugo,Bellamy,06/04/2013,\nKaren,Lindqvist,07/08/2012,Epilepsy\n"})
    assert types(persons["Alice Petrova"])["health"] == 1 and "health" not in types(persons["Hugo Bellamy"]), persons


if __name__ == "__main__":
    support.run_tests(sys.modules[__name__])

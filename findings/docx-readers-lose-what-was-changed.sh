#!/usr/bin/env bash
# Three readers of Word files lose or double what the page shows: tracked changes, filled-in fields, part numbers, boxes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check docx2txt==0.9 mammoth==1.13.0 python-docx==1.2.0
venv/bin/pip list --disable-pip-version-check 2>pip.log | grep -E '^(docx2txt|mammoth|python-docx) '
cat <<'TEXT'
What surprises: paragraph.text of python-docx has neither the deleted nor the inserted text of a tracked change, so a contract
whose price was changed has none; what was typed into a field of a form is missing too. docx2txt keeps the text at the place
that it was moved away from, drops the hyphen that keeps a part number on one line, and doubles each text box. mammoth
leaves out the value of a simple field. What Word shows is in the first column; no two readers agree.

TEXT

cat >show.py <<'CODE'
import io, zipfile
import docx, docx2txt, mammoth

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
by = 'w:id="1" w:author="A" w:date="2026-01-01T00:00:00Z"'

def run(text):
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'

def word_file(paragraph):
    relationship = f'<Relationship Id="r" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="{WORD}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{relationship}</Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{W}" xmlns:mc="{MC}" xmlns:wps="a"><w:body><w:p>{paragraph}</w:p></w:body></w:document>',
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, xml in parts.items():
            archive.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{xml}')
    return file

box = f"<w:txbxContent><w:p>{run('Paid')}</w:p></w:txbxContent>"
cases = {
    "Price: 250": f"{run('Price: ')}<w:del {by}><w:r><w:delText>100</w:delText></w:r></w:del><w:ins {by}>{run('250')}</w:ins>",
    "A B": f"{run('A ')}<w:moveFrom {by}>{run('C ')}</w:moveFrom>{run('B')}",
    "Name: Ann": f"{run('Name: ')}<w:sdt><w:sdtContent>{run('Ann')}</w:sdtContent></w:sdt>",
    "Part 47-11": '<w:r><w:t>Part 47</w:t><w:noBreakHyphen/><w:t>11</w:t></w:r>',
    "Due: 30 June": f"{run('Due: ')}<w:fldSimple w:instr=\"DATE\">{run('30 June')}</w:fldSimple>",
    "Paid": f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>{box}</w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>',
}
readers = {
    "python-docx": lambda file: " ".join(paragraph.text for paragraph in docx.Document(file).paragraphs),
    "docx2txt": docx2txt.process,
    "mammoth": lambda file: mammoth.extract_raw_text(file).value,
}
for shown, paragraph in cases.items():
    read = [f"{name} {' '.join(reader(word_file(paragraph)).split())!r}" for name, reader in readers.items()]
    print(f"{shown}: {', '.join(read)}".replace("\u2011", "-"))
CODE

cat >expected.txt <<'TEXT'
Price: 250: python-docx 'Price:', docx2txt 'Price: 250', mammoth 'Price: 250'
A B: python-docx 'A B', docx2txt 'A C B', mammoth 'A B'
Name: Ann: python-docx 'Name:', docx2txt 'Name: Ann', mammoth 'Name: Ann'
Part 47-11: python-docx 'Part 47-11', docx2txt 'Part 4711', mammoth 'Part 47-11'
Due: 30 June: python-docx 'Due:', docx2txt 'Due: 30 June', mammoth 'Due:'
Paid: python-docx '', docx2txt 'Paid Paid', mammoth 'Paid'
TEXT
venv/bin/python show.py | tee seen.txt
diff expected.txt seen.txt || { echo "The behaviour has changed."; exit 1; }
echo "As described."

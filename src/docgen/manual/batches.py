"""Batches: B4xx."""

from __future__ import annotations

from docgen.i18n import N_

from .page import Page

PAGES = {
    "B401": Page(
        N_("Two letters cannot lie in one file; the later would replace the earlier."),
        "csv",
        ("乙方单位,编号\n甲所,1\n甲所,2"),
        ("乙方单位,编号\n甲所,1\n乙所,2"),
    ),
    "B402": Page(
        N_("A file that is there may have been corrected by hand."),
        "console",
        "docgen batch letter.yaml --roster roster.csv -o out",
        "docgen batch letter.yaml --roster roster.csv -o out --force",
    ),
    "B403": Page(
        N_(
            "The pattern gave nothing for this row, or only spaces and dots: .. is the folder "
            "above, and Windows drops dots at the end."
        ),
        "console",
        ("docgen batch letter.yaml --roster roster.csv -o out --name '{% if number %}{% endif %}'"),
        ("docgen batch letter.yaml --roster roster.csv -o out --name '{{ party_b.unit }}'"),
    ),
    "B404": Page(
        N_("Every row becomes a letter; without rows there is nothing to make."),
        "csv",
        "乙方单位",
        ("乙方单位\n甲所"),
    ),
    "B405": Page(
        N_(
            "A cell too many means that a comma stands inside a text, and everything after "
            "it moved."
        ),
        "csv",
        ("乙方单位,编号\n甲所,1,2"),
        ('乙方单位,编号\n"甲所,一部",1'),
    ),
    "B406": Page(
        N_("The name of every file is made from the fields of its row."),
        "console",
        "docgen batch letter.yaml --roster roster.csv -o out --name '{{ 单位名 }}'",
        "docgen batch letter.yaml --roster roster.csv -o out --name '{{ 乙方.单位 }}'",
    ),
    "B407": Page(
        N_("Two columns of one field contradict each other, or one is empty."),
        "csv",
        ("乙方单位,party_b.unit\n甲所,乙所"),
        ("乙方单位\n甲所"),
    ),
    "B408": Page(
        N_("A row gives values to fields, so it must have both."),
        "yaml",
        "- 甲所",
        "- 乙方单位: 甲所",
    ),
    "B409": Page(
        N_("File systems take names of some 80 Chinese characters at most."),
        "csv",
        (
            "乙方单位\n"
            "甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局"
        ),
        ("乙方单位\n甲局"),
    ),
    "B410": Page(
        N_(
            "The power failed, or somebody stopped the run; some letters are made and some are "
            "not. docgen remembers which."
        ),
        "console",
        "docgen batch letter.yaml --roster roster.csv -o out",
        "docgen batch letter.yaml --roster roster.csv -o out --resume",
    ),
    "B411": Page(
        N_("Two runs into one folder would replace each other's letters."),
        "console",
        (
            "docgen batch letter.yaml --roster 城区.csv -o out &\n"
            "docgen batch letter.yaml --roster 郊区.csv -o out"
        ),
        (
            "docgen batch letter.yaml --roster 城区.csv -o out/城区 &\n"
            "docgen batch letter.yaml --roster 郊区.csv -o out/郊区"
        ),
    ),
    "B412": Page(
        N_(
            "--resume goes on with a run that was cut off. None was here, or it had ended, so "
            "all rows were gone through."
        ),
        "console",
        "docgen batch letter.yaml --roster roster.csv -o 新文件夹 --resume",
        "docgen batch letter.yaml --roster roster.csv -o 新文件夹",
    ),
    "B413": Page(
        N_("Replacing the letter would lose what somebody has corrected in it."),
        "console",
        "docgen batch letter.yaml --roster roster.csv -o out",
        ("mv out/甲所责任书.docx 已改/\ndocgen batch letter.yaml --roster roster.csv -o out"),
    ),
    "B414": Page(
        N_(
            "The row is gone from the roster, was refused, or its letter has another name now; "
            "the old letter could be signed by mistake. docgen deletes nothing, and the letter "
            "stays in the ledger for as long as it is there."
        ),
        "console",
        "docgen batch letter.yaml --roster 少了一行.csv -o out",
        "rm out/已撤销的单位责任书.docx",
    ),
    "B415": Page(
        N_(
            "The roster is read twice, to check all rows and to make the letters; between the two "
            "it must stay the same."
        ),
        "console",
        ("docgen batch letter.yaml --roster roster.csv -o out &\necho '丙所,3' >> roster.csv"),
        (
            "echo '丙所,3' >> roster.csv\n"
            "docgen batch letter.yaml --roster roster.csv -o out --resume"
        ),
    ),
    "B417": Page(
        N_(
            "The system ended one of the processes, mostly because memory was short. Letters "
            "made so far are whole."
        ),
        "console",
        "docgen batch letter.yaml --roster roster.csv -o out --jobs 64",
        "docgen batch letter.yaml --roster roster.csv -o out --jobs 2 --resume",
    ),
    "B480": Page(
        N_("Ctrl+C ends a run at once. Letters made so far are whole, and the run knows of them."),
        "console",
        "docgen batch letter.yaml --roster roster.csv -o out   # Ctrl+C",
        "docgen batch letter.yaml --roster roster.csv -o out --resume",
    ),
    "B481": Page(
        N_("The letters were to be made by a cluster, and none could be reached."),
        "console",
        "docgen batch letter.yaml --roster roster.csv -o out --cluster scheduler",
        (
            "dask scheduler --port 8786 &\n"
            "dask worker tcp://127.0.0.1:8786 &\n"
            "docgen batch letter.yaml --roster roster.csv -o out --cluster tcp://127.0.0.1:8786"
        ),
    ),
    "B420": Page(
        N_("A database holds many tables; the query says which rows are the roster."),
        "console",
        "docgen batch letter.yaml --roster sqlite:///名册.db -o out",
        (
            "docgen batch letter.yaml --roster sqlite:///名册.db "
            "--query 'SELECT 单位 AS 乙方单位 FROM 名册' -o out"
        ),
    ),
    "B421": Page(
        N_(
            "The database cannot be reached, or does not know a table or column of the query; "
            "its own words are given."
        ),
        "console",
        (
            "docgen batch letter.yaml --roster sqlite:///名册.db "
            "--query 'SELECT 单位 FROM 没有的表' -o out"
        ),
        (
            "docgen batch letter.yaml --roster sqlite:///名册.db "
            "--query 'SELECT 单位 AS 乙方单位 FROM 名册' -o out"
        ),
    ),
    "B422": Page(
        N_(
            "The file has a password, is damaged, or is something else under the name of a "
            "workbook, such as a web page saved as .xls."
        ),
        "console",
        "docgen batch letter.yaml --roster 网页导出.xls -o out",
        "docgen batch letter.yaml --roster 另存的名册.xlsx -o out",
    ),
    "B423": Page(
        N_(
            "One forgotten cell far away makes the table millions of cells large; what stands "
            "there is not read."
        ),
        "text",
        "A1 乙方单位　B1 编号\nA2 甲所　　　B2 1\nXFD1048576 （一个空格）",
        "A1 乙方单位　B1 编号\nA2 甲所　　　B2 1",
    ),
    "B424": Page(
        N_(
            "Excel turns the 16th and later digits of a number into zeros when it is typed; an "
            "identity card number is wrong from then on."
        ),
        "text",
        "身份证号\n110101199003070000   （单元格格式为数值）",
        "身份证号\n110101199003071234   （单元格格式为文本）",
    ),
    "B425": Page(
        N_(
            "The rows of a further sheet belong to a row of the first by its key; these belong to "
            "none and would be in no letter."
        ),
        "text",
        "名册：乙方单位 甲所、乙所\n考核指标：乙方单位 丙所，名称 隐患整改率",
        "名册：乙方单位 甲所、乙所\n考核指标：乙方单位 甲所，名称 隐患整改率",
    ),
    "B426": Page(
        N_(
            "A formula points at a cell or a file that is not there, or divides by zero; the cell "
            "has no value that could stand in a letter."
        ),
        "text",
        "A1 乙方单位　B1 编号\nA2 甲所　　　B2 #REF!",
        "A1 乙方单位　B1 编号\nA2 甲所　　　B2 1",
    ),
    "B427": Page(
        N_(
            "Entries of a list, such as each unit's own targets, are read from the sheet that has "
            "the list's name; without it the letters would have the common ones."
        ),
        "text",
        "工作表：名册、指标\n指标：乙方单位、指标名称、目标值、权重",
        "工作表：名册、考核指标\n考核指标：乙方单位、指标名称、目标值、权重",
    ),
    "B428": Page(
        N_(
            "The old formats are read without the looks of their cells; a percentage would stand "
            "in the letter as a fraction."
        ),
        "console",
        "docgen batch letter.yaml --roster 名册.xls -o out",
        "docgen batch letter.yaml --roster 名册.xlsx -o out",
    ),
    "B429": Page(
        N_(
            "One cell at the edge of a sheet makes a table of millions of empty ones. A workbook "
            "in .xlsx can be read around it; .ods and .xlsb are read as a whole or not at all."
        ),
        "text",
        "A1 乙方单位　B1 编号\nA2 甲所　　　B2 1\nXFD1048576 （一个字）",
        "A1 乙方单位　B1 编号\nA2 甲所　　　B2 1",
    ),
    "B430": Page(
        N_(
            "Every row must have become a letter, have one already, or be refused. Here the "
            "count does not come out: a file was deleted during the run, or docgen has an error."
        ),
        "console",
        ("docgen batch letter.yaml --roster roster.csv -o out &\nrm out/甲所责任书.docx"),
        "docgen batch letter.yaml --roster roster.csv -o out --resume",
    ),
    "B432": Page(
        N_("Who has signed is found by these headings; another workbook cannot be a ledger."),
        "console",
        "docgen ledger status roster.xlsx",
        "docgen ledger status out/签订台账.xlsx",
    ),
    "B433": Page(
        N_(
            "Letters in one print file share their styles and numbering. One that was made from "
            "another template, or saved anew in Word, would take on a wrong look."
        ),
        "console",
        (
            "docgen batch letter.yaml --roster roster.csv -o out --merge 打印.docx &\n"
            "soffice out/甲所责任书.docx   # 改后存盘"
        ),
        "docgen batch letter.yaml --roster roster.csv -o out --merge 打印.docx --force",
    ),
    "B434": Page(
        N_("All letters are made; only the two workbooks beside them need xlsxwriter."),
        "console",
        "docgen batch letter.yaml --roster roster.csv -o out",
        ("pip install xlsxwriter\ndocgen batch letter.yaml --roster roster.csv -o out"),
    ),
    "B435": Page(
        N_(
            "A ledger says who has signed one letter. Another letter for the same units, made into "
            "the same folder, must not look signed."
        ),
        "console",
        (
            "docgen batch 安全责任书.yaml --roster roster.csv -o 责任书\n"
            "docgen batch 廉政责任书.yaml --roster roster.csv -o 责任书 "
            "--name '{{ party_b.unit }}廉政责任书'"
        ),
        (
            "docgen batch 安全责任书.yaml --roster roster.csv -o 责任书/安全\n"
            "docgen batch 廉政责任书.yaml --roster roster.csv -o 责任书/廉政"
        ),
    ),
    "B436": Page(
        N_(
            "The ledger is written anew with every run. Columns, rows and sheets of your own come "
            "along as values; so that nothing else is lost, the file you saved is kept."
        ),
        "console",
        "docgen batch letter.yaml --roster roster.csv -o out",
        "libreoffice out/.docgen/ledgers/签订台账-1.xlsx",
    ),
    "B437": Page(
        N_(
            "Every letter of the folder was made anew under another title, and nobody had signed. "
            "A title was corrected, or another letter has taken the place of the first."
        ),
        "console",
        (
            "docgen batch 安全责任书.yaml --roster roster.csv -o 责任书\n"
            "docgen batch 廉政责任书.yaml --roster roster.csv -o 责任书 --force"
        ),
        (
            "docgen batch 安全责任书.yaml --roster roster.csv -o 责任书/安全\n"
            "docgen batch 廉政责任书.yaml --roster roster.csv -o 责任书/廉政"
        ),
    ),
    "B438": Page(
        N_(
            "Letters of one name take each other's place, and the first would be gone before "
            "anybody noticed. docgen remembers which letter the files of a folder are of."
        ),
        "console",
        (
            "docgen batch 安全责任书.yaml --roster roster.csv -o 责任书\n"
            "docgen batch 廉政责任书.yaml --roster roster.csv -o 责任书"
        ),
        (
            "docgen batch 安全责任书.yaml --roster roster.csv -o 责任书/安全\n"
            "docgen batch 廉政责任书.yaml --roster roster.csv -o 责任书/廉政"
        ),
    ),
    "B439": Page(
        N_(
            "A letter counts as signed where a real day stands under 签订日期, or a word such as "
            "已签; 待签, a dash or an empty cell say that it is not. A day that does not exist, or "
            "a word that is neither, may be a slip of the pen."
        ),
        "text",
        "责任单位　文件　签订日期　回收\n甲所　甲所责任书.docx　2026-13-45　见备注",
        "责任单位　文件　签订日期　回收\n甲所　甲所责任书.docx　2026-12-15　是",
    ),
    "B440": Page(
        N_(
            "Who has signed stands in the ledger alone. Where it was deleted or moved away, the "
            "new one takes over what the copy in .docgen/ledgers has: it is easier to clear a cell "
            "than to ask everybody again."
        ),
        "console",
        "rm out/签订台账.xlsx\ndocgen batch letter.yaml --roster roster.csv -o out",
        "docgen batch letter.yaml --roster roster.csv -o out",
    ),
    "B441": Page(
        N_(
            "The letter or the row was changed after the letter had been signed. The paper says "
            "the old text, the file the new one."
        ),
        "console",
        "docgen batch letter.yaml --roster 签后改过.csv -o out",
        "docgen batch letter.yaml --roster 签后改过.csv -o out --dry-run",
    ),
    "B442": Page(
        N_(
            "The print file would take the place of a letter, or of the ledger, and one of them "
            "would be lost."
        ),
        "console",
        "docgen batch letter.yaml --roster roster.csv -o out --merge out/甲所责任书.docx",
        "docgen batch letter.yaml --roster roster.csv -o out --merge 打印.docx",
    ),
    "B443": Page(
        N_(
            "The roster holds mended or further rows only. Under the name of the print file that "
            "is there, which has all the other letters, these few would take their place."
        ),
        "console",
        "docgen batch letter.yaml --roster 改好的退回名册.xlsx -o out --merge 打印.docx",
        "docgen batch letter.yaml --roster 改好的退回名册.xlsx -o out --merge 打印-补.docx",
    ),
    "B444": Page(
        N_(
            "Only what changed is made again, and takes the place of the file before. Where more "
            "letters change than were meant to, a column may have moved, or the wrong letter was "
            "given. An earlier run had 甲所 (第1号) and 乙所 (第2号)."
        ),
        "csv",
        "乙方单位,编号\n甲所,第3号\n乙所,第2号",
        "乙方单位,编号\n甲所,第1号\n乙所,第2号",
    ),
    "B445": Page(
        N_(
            "A roster of a few further or mended rows names a unit that has its letter already. "
            "Both letters have the same file name, so that the new one takes the place of the old "
            "one, which may have been handed out. In brackets stand person and number, as the "
            "ledger has them and as they are now. An earlier run had 甲所 and 乙所."
        ),
        "csv",
        "乙方单位,编号\n甲所,第3号",
        "乙方单位,编号\n丙所,第3号",
    ),
    "B446": Page(
        N_(
            "docgen ledger status counts these letters as not signed; but a paper that came back, "
            "or of which something is written, may well be signed with the old text."
        ),
        "text",
        "责任单位　文件　签订日期　回收\n甲所　甲所责任书.docx　　是",
        "责任单位　文件　签订日期　回收\n甲所　甲所责任书.docx　2026-12-15　是",
    ),
    "B447": Page(
        N_(
            "Who has signed stands in the ledger alone. A copy goes to .docgen/ledgers when a run "
            "finds a ledger that was filled in; what was filled in since the last run is in no "
            "copy."
        ),
        "console",
        "rm out/签订台账.xlsx\ndocgen batch letter.yaml --roster roster.csv -o out",
        "mv 回收站/签订台账.xlsx out/\ndocgen batch letter.yaml --roster roster.csv -o out",
    ),
    "B448": Page(
        N_(
            "A number names one letter. The letters of earlier rosters are still there, with the "
            "numbers that the ledger has for them; an earlier run gave 第1号 to 甲所."
        ),
        "csv",
        "乙方单位,编号\n丙所,第1号",
        "乙方单位,编号\n丙所,第3号",
    ),
    "B449": Page(
        N_(
            "The ledger stands beside the letters, for those in a .zip or at an address in the "
            "folder where the batch was run."
        ),
        "console",
        "docgen ledger status 空文件夹",
        "docgen ledger status out",
    ),
    "B450": Page(
        N_("A number names one letter; two letters of one number cannot be told apart later."),
        "csv",
        "乙方单位,编号\n甲所,第1号\n乙所,第1号",
        "乙方单位,编号\n甲所,第1号\n乙所,第2号",
    ),
    "B451": Page(
        N_(
            "A column that the roster lacks is the letter's for everybody; a name that stands "
            "there as an example would be on all letters."
        ),
        "csv",
        "编号,乙方单位\n第1号,甲所\n第2号,乙所",
        "编号,乙方单位,乙方负责人,乙方职务\n第1号,甲所,王一,所长\n第2号,乙所,李二,主任",
    ),
    "B452": Page(
        N_(
            "A sheet of entries says in its first column which row of the roster each line belongs "
            "to; where no column is shared, all letters would have the common entries."
        ),
        "text",
        "名册：乙方单位、编号\n考核指标：名称、指标名称、目标值、权重",
        "名册：乙方单位、编号\n考核指标：乙方单位、指标名称、目标值、权重",
    ),
    "B453": Page(
        N_(
            "One name is written in two ways, it seems: the names are like each other, or as many "
            "units are without entries as names without a unit; a letter with entries that are "
            "not its own could be signed."
        ),
        "text",
        "名册：云栎水库管理所\n考核指标：云栎水库管理处　应急演练　≥2　100",
        "名册：云栎水库管理所\n考核指标：云栎水库管理所　应急演练　≥2　100",
    ),
    "B454": Page(
        N_(
            "Excel and other programs leave out empty cells at the end of a line. A line in which "
            "a comma is missing is short, too: then what stands behind it has moved to the left."
        ),
        "csv",
        "编号,乙方单位,乙方负责人,乙方职务\n第1号,甲所 王一,所长",
        "编号,乙方单位,乙方负责人,乙方职务\n第1号,甲所,王一,所长",
    ),
    "B455": Page(
        N_(
            "The columns of a text are parted by half-width commas, tabs or semicolons; the "
            "full-width comma is a character of the text."
        ),
        "csv",
        "编号，乙方单位\n第1号，甲所",
        "编号,乙方单位\n第1号,甲所",
    ),
    "B456": Page(
        N_("A letter that names nobody is rarely meant where all others name somebody."),
        "csv",
        "编号,乙方单位,乙方负责人,乙方职务\n第1号,甲所,王一,所长\n第2号,乙所,,主任\n第3号,丙所,李二,主任",
        "编号,乙方单位,乙方负责人,乙方职务\n第1号,甲所,王一,所长\n第2号,乙所,赵三,主任\n第3号,丙所,李二,主任",
    ),
    "B457": Page(
        N_(
            "Only one sheet of a workbook is the roster; who keeps adding units to a second one "
            "would have no letters for them, and nobody would notice."
        ),
        "text",
        "名册：甲所、乙所、丙所\n第二批：丁所",
        "名册：甲所、乙所、丙所、丁所",
    ),
    "B458": Page(
        N_(
            "A workbook may begin with a cover or with instructions. The roster is the sheet 名册, "
            "otherwise the first that has columns of a roster."
        ),
        "text",
        "工作表：填表要求、Sheet2",
        "工作表：填表要求、名册",
    ),
    "B459": Page(
        N_(
            "Below the rows stand totals and names on a sheet that is printed; read as a row, such "
            "a line would become a letter for nobody."
        ),
        "csv",
        "编号,乙方单位,乙方负责人\n第1号,甲所,王一\n合计,1家,",
        "编号,乙方单位,乙方负责人\n第1号,甲所,王一",
    ),
    "B460": Page(
        N_(
            "A database may hold what is no number (NaN, infinity), or bytes, such as a picture; "
            "in a letter they would be nonsense."
        ),
        "console",
        "docgen batch letter.yaml --roster 单位.db --query 'SELECT 照片 AS 编号 FROM 单位' -o out",
        "docgen batch letter.yaml --roster 单位.db --query 'SELECT 文号 AS 编号 FROM 单位' -o out",
    ),
    "B461": Page(
        N_("A query selects rows of a database; all rows of a file are read."),
        "console",
        "docgen batch letter.yaml --roster roster.csv --query 'SELECT * FROM 单位' -o out",
        "docgen batch letter.yaml --roster roster.csv -o out",
    ),
    "B462": Page(
        N_(
            "The titles above the rows say which field each column is; without them the first row "
            "would be taken for titles, and have no letter."
        ),
        "csv",
        "第1号,甲所,王一\n第2号,乙所,李二",
        "编号,乙方单位,乙方负责人\n第1号,甲所,王一\n第2号,乙所,李二",
    ),
    "B463": Page(
        N_(
            "What a column without a title says would be in no letter, and nobody would notice; "
            "often a comma too many has moved a cell into it."
        ),
        "csv",
        "乙方单位,编号,\n甲所,1,急",
        "乙方单位,编号,（备注）\n甲所,1,急",
    ),
    "B465": Page(
        N_("What a column without a title says would be in no letter, and nobody would notice."),
        "text",
        "乙方单位　编号　\n甲所　1　急",
        "乙方单位　编号　（备注）\n甲所　1　急",
    ),
    "B464": Page(
        N_("Entered twice, a unit would be written to twice, under two names that look like one."),
        "csv",
        "编号,乙方单位,乙方负责人\n第1号,东站,王一\n第2号,东 站,王一",
        "编号,乙方单位,乙方负责人\n第1号,东站,王一\n第2号,西站,李二",
    ),
    "B470": Page(
        N_(
            "The ledger is the list of the letters: what a letter says stands in it as the letter "
            "has it. What is put right in the ledger alone would differ from the paper; what is "
            "put into a cell that the letters leave empty stays. The row of 甲所 in the roster "
            "says 1份."
        ),
        "text",
        "责任单位　文件　份数　签订日期\n甲所　甲所责任书.docx　3　",
        "责任单位　文件　份数　签订日期\n甲所　甲所责任书.docx　1　",
    ),
    "B471": Page(
        N_(
            "A .zip is made as a whole and takes the place of the one before. Under its name a "
            "roster of a few rows leaves nothing of the other letters. The earlier one had 甲所 "
            "and 乙所."
        ),
        "csv",
        "乙方单位\n乙所",
        "乙方单位\n甲所\n乙所",
    ),
    "B472": Page(
        N_("The print file is a Word file; under another ending no program would open it."),
        "console",
        "docgen batch letter.yaml --roster roster.csv -o out --merge 打印.pdf",
        "docgen batch letter.yaml --roster roster.csv -o out --merge 打印.docx",
    ),
    "B473": Page(
        N_(
            "Every row becomes a file of its own, so that they need a folder or a .zip; for one "
            "file of all letters there is --merge."
        ),
        "console",
        "docgen batch letter.yaml --roster roster.csv -o 责任书.docx",
        "docgen batch letter.yaml --roster roster.csv -o 责任书 --merge 责任书.docx",
    ),
    "B474": Page(
        N_("Who has signed stands in the ledger, not in the letters or in what they are made of."),
        "console",
        "docgen ledger status 责任书.zip",
        "docgen ledger status 签订台账.xlsx",
    ),
    "B475": Page(
        N_(
            "What has been filled in stands in the ledger alone, so that a damaged one is not just "
            "replaced by a new one."
        ),
        "console",
        "docgen batch letter.yaml --roster roster.csv -o out",
        (
            "mv out/签订台账.xlsx 损坏的台账.xlsx\n"
            "docgen batch letter.yaml --roster roster.csv -o out"
        ),
    ),
}

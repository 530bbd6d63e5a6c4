"""Modules put into one script: what is not understood is an error, not a page that does nothing."""

from pathlib import Path

import pytest

from attnviz.export.modules import NotUnderstood, one_script

SHARED = """\
/** @import { Any } from "./types.js" */
export const TWO = 2;

export function double(value) {
  return TWO * value;
}
"""


def written(folder: Path, **modules: str) -> Path:
    for name, text in modules.items():
        (folder / f"{name}.js").write_text(text)
    return folder / "page.js"


def test_each_module_is_there_once_and_before_it_is_used(tmp_path: Path) -> None:
    page = written(
        tmp_path,
        shared=SHARED,
        view='import {\n  double,\n  TWO as both,\n} from "./shared.js";\n'
        "class View {}\nexport default make(View);\n",
        page='import { double } from "./shared.js";\nimport View from "./view.js";\n'
        "await double(View);\n",
    )
    text = one_script(page)
    assert text.count("const TWO = 2;") == 1
    assert "return { TWO, double };" in text
    assert "const { double, TWO: both } = module0;" in text
    assert "return { default: theDefault };" in text
    assert text.endswith("const View = module1.default;\nawait double(View);\n")
    assert "export" not in text


@pytest.mark.parametrize(
    "statement",
    [
        'import Named, { TWO } from "./shared.js";',
        'import * as shared from "./shared.js";',
        'import "./shared.js";',
        'import { TWO } from "plotly";',
        'export * from "./shared.js";',
        "export { TWO };",
        "export let moving = 1;",
        'const late = await import("./shared.js");',
        'import { TWO } from "./nowhere.js";',
        "export default class {",
        "const end = '</script>';",
        "const begin = '<!--';",
        "const theDefault = 1;",
    ],
)
def test_what_is_not_understood_is_an_error(statement: str, tmp_path: Path) -> None:
    page = written(tmp_path, shared=SHARED, page=f"{statement}\n")
    with pytest.raises(NotUnderstood):
        one_script(page)


def test_modules_that_import_each_other_are_an_error(tmp_path: Path) -> None:
    page = written(
        tmp_path,
        page='import { a } from "./a.js";\n',
        a='import { b } from "./b.js";\nexport const a = b;\n',
        b='import { a } from "./a.js";\nexport const b = a;\n',
    )
    with pytest.raises(NotUnderstood, match="imports itself"):
        one_script(page)

#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Judges what resapictl import has written.

import-judge.py primitives CIB CIB    both have the same resources with the same parameters
import-judge.py stopped CIB           nothing in it starts by itself
import-judge.py page HTML             one page that refers to nothing elsewhere and has no scripts
import-judge.py data JSON XML         both can be parsed and have the same number of findings
import-judge.py finding JSON OBJECT PROPERTY TEXT
                                      there is one of the object and, if it is not -, of the property
import-judge.py clean FILE...         there are no control characters in them but line feeds
import-judge.py ids CIB               each id is one of XML's, and there once
"""
import html.parser
import json
import re
import sys
import xml.etree.ElementTree as tree


def describe(primitive):
    told = [(primitive.get("class"), primitive.get("provider"), primitive.get("type"))]
    for tag in ("instance_attributes", "meta_attributes"):
        told += sorted((tag, pair.get("name"), pair.get("value")) for pair in primitive.findall(f"{tag}/nvpair"))
    told += sorted((op.get("name"), op.get("interval"), op.get("timeout")) for op in primitive.iter("op"))
    return told


def judge_primitives(one, other):
    read = [{item.get("id"): describe(item) for item in tree.parse(path).getroot().iter("primitive")}
            for path in (one, other)]
    assert read[0], "there are none"
    for name in sorted(read[0].keys() | read[1].keys()):
        assert read[0].get(name) == read[1].get(name), (name, read[0].get(name), read[1].get(name))


def is_stopped(resource):
    return any(pair.get("name") == "target-role" and pair.get("value") == "Stopped"
               for pair in resource.findall("meta_attributes/nvpair"))


def judge_stopped(path):
    resources = tree.parse(path).getroot().find("resources")
    assert len(resources), "there are none"
    for resource in resources:
        assert is_stopped(resource), resource.get("id")


def judge_clean(*paths):
    for path in paths:
        with open(path, encoding="utf-8", newline="") as file:
            found = re.search(r"[\0-\x09\x0b-\x1f\x7f-\x9f]", file.read())
        assert not found, (path, found)


def judge_ids(path):
    seen = set()
    for node in tree.parse(path).getroot().iter():
        name = node.get("id")
        if name is not None and node.tag not in ("obj_ref", "resource_ref"):
            assert re.fullmatch(r"[A-Za-z_][A-Za-z0-9._-]*", name), name
            assert name not in seen, name
            seen.add(name)
    assert seen, "there are none"


class Page(html.parser.HTMLParser):
    VOID = ("meta", "br", "hr", "img", "input", "link", "col")

    def __init__(self):
        super().__init__()
        self.tags = []
        self.words = set()
        self.targets = set()
        self.links = set()

    def handle_starttag(self, tag, attrs):
        assert tag not in ("script", "link", "img", "iframe", "object", "embed", "base", "form", "image", "use"), tag
        self.words.add(tag)
        for name, value in attrs:
            assert not name.startswith("on"), (tag, name, value)
            assert name not in ("src", "action", "background", "data"), (tag, name, value)
            if name in ("href", "xlink:href"):
                assert value.startswith("#"), (tag, name, value)
                self.links.add(value[1:])
            if name == "id":
                self.targets.add(value)
        if tag not in self.VOID:
            self.tags.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in self.VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag):
        assert self.tags and self.tags[-1] == tag, (tag, self.tags[-3:], self.getpos())
        self.tags.pop()

    def handle_data(self, data):
        if self.tags and self.tags[-1] == "style":
            assert "url(" not in data and "@import" not in data, data[:80]


def judge_page(path):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    assert not re.search(r"[\0-\x08\x0b-\x1f\x7f-\x9f\u202e]", text), "it has control characters"
    page = Page()
    page.feed(text)
    page.close()
    assert not page.tags, page.tags
    assert "svg" in page.words and "table" in page.words, page.words
    assert page.links <= page.targets, page.links - page.targets


def judge_finding(path, subject, prop, text):
    with open(path, encoding="utf-8") as file:
        notes = json.load(file)["notes"]
    found = [note for note in notes if note["finding"] and note["object"] == subject and
             (prop == "-" or note["property"] == prop or (note["to"] or "").find(f": {prop}=") >= 0)]
    assert any(text in (note["why"] or "") for note in found), found


def judge_data(json_path, xml_path):
    with open(json_path, encoding="utf-8") as file:
        data = json.load(file)
    root = tree.parse(xml_path).getroot()
    lists = {key: len(value) for key, value in data.items()}
    in_xml = {child.tag: len(child) for child in root}
    assert lists and lists == in_xml, (lists, in_xml)


def main(arguments):
    globals()["judge_" + arguments[0]](*arguments[1:])


if __name__ == "__main__":
    main(sys.argv[1:])

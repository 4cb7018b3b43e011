#!/usr/bin/env python3
"""Reads one Mekiki record (Avro single-object encoding) with nothing but Python: read.py score.avsc < record"""
import json, struct, sys


def number(f, n=0, shift=0):
    byte = f.read(1)[0]
    n |= (byte & 0x7F) << shift
    return number(f, n, shift + 7) if byte & 0x80 else (n >> 1) ^ -(n & 1)


def blocks(f):
    while count := number(f):
        if count < 0:
            number(f)  # size of the block in bytes, for skipping it
        yield from range(abs(count))


def read(f, schema, names):
    kind = schema["type"] if isinstance(schema, dict) else schema
    if isinstance(kind, list):
        return read(f, kind[number(f)], names)
    if isinstance(kind, dict):
        return read(f, kind, names)
    if isinstance(schema, dict) and "name" in schema and kind in ("record", "enum"):
        names[schema.get("namespace", "org.mekiki.stream.avro") + "." + schema["name"]] = schema
    return {
        "null": lambda: None,
        "int": lambda: number(f),
        "long": lambda: number(f),
        "double": lambda: struct.unpack("<d", f.read(8))[0],
        "bytes": lambda: f.read(number(f)),
        "string": lambda: f.read(number(f)).decode(),
        "enum": lambda: schema["symbols"][number(f)],
        "record": lambda: {x["name"]: read(f, x["type"], names) for x in schema["fields"]},
        "array": lambda: [read(f, schema["items"], names) for _ in blocks(f)],
        "map": lambda: {f.read(number(f)).decode(): read(f, schema["values"], names) for _ in blocks(f)},
    }.get(kind, lambda: read(f, names[kind], names))()


if __name__ == "__main__":
    stream = sys.stdin.buffer
    assert stream.read(2) == b"\xc3\x01", "not Avro single-object encoding"
    stream.read(8)  # fingerprint of the schema
    with open(sys.argv[1]) as schema:
        record = read(stream, json.load(schema), {})
    print(json.dumps(record, default=lambda b: b.hex()))

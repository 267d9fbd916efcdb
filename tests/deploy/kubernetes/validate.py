"""Reads a list of Kubernetes objects as JSON and writes what is wrong with each: unknown keys, too. An argument is the version."""

import json
import sys

import kubernetes_validate

problems = []
for thing in json.load(sys.stdin):
    name = f"{thing['kind']} {thing['metadata']['name']}"
    try:
        kubernetes_validate.validate(thing, sys.argv[1], strict=True)
    except kubernetes_validate.ValidationError as error:
        problems.append(f"{name}: {'.'.join(str(part) for part in error.path)}: {error.message}")
    except kubernetes_validate.SchemaNotFoundError as error:
        problems.append(f"{name}: {error}")
json.dump(problems, sys.stdout)

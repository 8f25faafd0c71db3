#!/usr/bin/env python3
"""Writes build/image/edgepoint-BOARD.spdx.json: every Debian package with a file in the image, and edgepoint with the
libraries that are linked into it, as SPDX 2.3.

usage: image/manifest.py BOARD        after the image is built; SOURCE_DATE_EPOCH dates the document
"""

import datetime
import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / "build" / "cache" / "debs-image"
SYSROOT_CACHE = ROOT / "build" / "cache" / "debs-sysroot-arm64"
# The packages of the sysroot whose static libraries are in the program; the others hold headers.
LINKED_IN = re.compile(r"lib(c6|gcc-14|nl-3|nl-genl-3|mnl|sodium|event|jansson)-dev")


def provenance(cache: Path) -> dict:
    """How the packages of a set differ from the lock of the commit; see cross-toolchain/debian/provenance.py."""
    return json.loads((cache / "PROVENANCE.json").read_text())


def annotated(package: dict, about: dict) -> dict:
    """The package, with a comment where another version than the locked one was taken."""
    for drift in about["drifted"]:
        if drift["package"] == package["name"]:
            package["comment"] = (
                f"drifted: the lock of this commit has {drift['locked'] or 'none'}, built with {drift['taken']}"
            )
    return package


def fields(deb: Path) -> dict[str, str]:
    """The control fields of a package file."""
    text = subprocess.run(
        ["dpkg-deb", "--field", deb], capture_output=True, text=True, check=True
    ).stdout
    return dict(re.findall(r"^([A-Za-z-]+): (.*)$", text, re.MULTILINE))


def spdx_id(name: str) -> str:
    return "SPDXRef-" + re.sub(r"[^A-Za-z0-9.-]", "-", name)


def debian(deb: Path, checksum: str) -> dict:
    about = fields(deb)
    name, version, arch = about["Package"], about["Version"], about["Architecture"]
    source, _, source_version = about.get("Source", name).partition(" ")
    source_version = source_version.strip("()") or version
    return {
        "SPDXID": spdx_id(f"deb-{name}"),
        "name": name,
        "versionInfo": version,
        "supplier": "Organization: Debian",
        "downloadLocation": "NOASSERTION",
        "filesAnalyzed": False,
        "licenseConcluded": "NOASSERTION",
        "licenseDeclared": "NOASSERTION",
        "copyrightText": "NOASSERTION",
        "checksums": [{"algorithm": "SHA256", "checksumValue": checksum}],
        "sourceInfo": f"source package {source} {source_version}",
        "externalRefs": [
            {
                "referenceCategory": "PACKAGE-MANAGER",
                "referenceType": "purl",
                "referenceLocator": f"pkg:deb/debian/{name}@{version}?arch={arch}&distro=trixie",
            }
        ],
    }


def cached(cache: Path) -> dict[str, tuple[Path, str]]:
    """Package name to file and checksum."""
    sums = re.findall(r"^([0-9a-f]{64})  (\S+)$", (cache / "SHA256SUMS").read_text(), re.MULTILINE)
    return {file.split("_")[0]: (cache / file, checksum) for checksum, file in sums}


def swift() -> dict:
    """The runtime and standard library that the compiler puts into the program."""
    return {
        "SPDXID": "SPDXRef-swift",
        "name": "swift",
        "versionInfo": (ROOT / "build" / "aarch64" / "swift-version").read_text().strip(),
        "supplier": "Organization: swift.org",
        "downloadLocation": "NOASSERTION",
        "filesAnalyzed": False,
        "licenseConcluded": "NOASSERTION",
        "licenseDeclared": "Apache-2.0 WITH Swift-exception",
        "copyrightText": "NOASSERTION",
    }


def main(board: str) -> None:
    used = (ROOT / "build" / "image" / board / "packages.used").read_text().split()
    in_image, in_sysroot = cached(CACHE), cached(SYSROOT_CACHE)
    of_image, of_sysroot = provenance(CACHE), provenance(SYSROOT_CACHE)
    packages = [annotated(debian(*in_image[name]), of_image) for name in sorted(used)]
    libraries = [
        annotated(debian(*in_sysroot[name]), of_sysroot)
        for name in sorted(in_sysroot)
        if LINKED_IN.fullmatch(name)
    ]
    libraries.append(swift())

    program = ROOT / "build" / "image" / board / "root" / "usr" / "sbin" / "edgepoint"
    version = re.search(
        r'edgePointVersion.*"(.*)"', (ROOT / "Sources/EdgeTypes/Version.swift").read_text()
    )[1]
    own = {
        "SPDXID": "SPDXRef-edgepoint",
        "name": "edgepoint",
        "versionInfo": version,
        "downloadLocation": "NOASSERTION",
        "filesAnalyzed": False,
        "licenseConcluded": "Apache-2.0",
        "licenseDeclared": "Apache-2.0",
        "copyrightText": "NOASSERTION",
        "checksums": [
            {
                "algorithm": "SHA256",
                "checksumValue": hashlib.sha256(program.read_bytes()).hexdigest(),
            }
        ],
    }
    created = datetime.datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), datetime.UTC)
    image = {
        "SPDXID": "SPDXRef-image",
        "name": f"edgepoint-{board}.img",
        "versionInfo": version,
        "downloadLocation": "NOASSERTION",
        "filesAnalyzed": False,
        "licenseConcluded": "NOASSERTION",
        "licenseDeclared": "NOASSERTION",
        "copyrightText": "NOASSERTION",
        "primaryPackagePurpose": "FIRMWARE",
    }
    identity = hashlib.sha256(
        json.dumps([own, packages, libraries], sort_keys=True).encode()
    ).hexdigest()[:32]
    document = {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": f"edgepoint-{board}-{version}",
        "documentNamespace": f"https://edgepoint.invalid/spdx/{board}/{identity}",
        "creationInfo": {
            "created": created.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "creators": ["Tool: image/manifest.py"],
        },
        "packages": [image, own, *packages, *libraries],
        "relationships": [
            {
                "spdxElementId": "SPDXRef-DOCUMENT",
                "relationshipType": "DESCRIBES",
                "relatedSpdxElement": "SPDXRef-image",
            },
            *(
                {
                    "spdxElementId": "SPDXRef-image",
                    "relationshipType": "CONTAINS",
                    "relatedSpdxElement": p["SPDXID"],
                }
                for p in [own, *packages]
            ),
            *(
                {
                    "spdxElementId": "SPDXRef-edgepoint",
                    "relationshipType": "STATIC_LINK",
                    "relatedSpdxElement": p["SPDXID"],
                }
                for p in libraries
            ),
        ],
    }
    if of_image["without_security"] or of_sysroot["without_security"]:
        image["comment"] = "built without the security suite of Debian"
    out = ROOT / "build" / "image" / f"edgepoint-{board}.spdx.json"
    out.write_text(json.dumps(document, indent=1) + "\n")
    print(
        f"manifest.py: {out.relative_to(ROOT)}, {len(packages)} Debian packages and {len(libraries)} linked in",
        file=sys.stderr,
    )


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])

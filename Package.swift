// swift-tools-version: 6.1
import PackageDescription

// Deciders (EdgeControl, MeshShare), the computer (PacketCryptLite) and ports (LinuxPort,
// NetlinkPort) never import one another across that line; they meet in EdgePoint. What the deciders
// share, such as the config (EdgeConfig on UCI), lies below them.

/// libnl keeps its headers one level down; `make firmware` names the copy in the sysroot.
let libnlHeaders = Context.environment["EDGEPOINT_LIBNL"] ?? "/usr/include/libnl3"

let swiftSettings: [SwiftSetting] = [
  .unsafeFlags(["-Xcc", "-isystem", "-Xcc", libnlHeaders, "-Xcc", "-D_GNU_SOURCE=1"]),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// A C library with the shims that Embedded Swift needs in front of it.
func cLibrary(_ name: String, after: [Target.Dependency] = [], links: [String] = []) -> Target {
  .target(
    name: name, dependencies: after,
    cSettings: [.define("_GNU_SOURCE", to: "1")],
    linkerSettings: links.map { .linkedLibrary($0) })
}

func swiftTarget(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: swiftSettings)
}

func tests(of name: String, _ more: [Target.Dependency] = []) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: [.byName(name: name)] + more, swiftSettings: swiftSettings)
}

let package = Package(
  name: "EdgePoint",
  products: [.executable(name: "edgepoint", targets: ["EdgePoint"])],
  targets: [
    cLibrary("CLinux"),
    cLibrary("CSodium", links: ["sodium"]),
    // After CLinux, so that the system's types belong to one module whoever imports which.
    cLibrary("CEvent", after: ["CLinux"], links: ["event"]),
    cLibrary("CJansson", links: ["jansson"]),
    .target(
      name: "CNetlink",
      cSettings: [.define("_GNU_SOURCE", to: "1"), .unsafeFlags(["-isystem", libnlHeaders])],
      linkerSettings: ["nl-genl-3", "nl-3", "mnl"].map { .linkedLibrary($0) }),
    // The hot kernels: one C source that the compiler turns into NEON or AVX2.
    .target(name: "CPacketCrypt", cSettings: [.unsafeFlags(["-O3"])]),

    swiftTarget("EdgeTypes", []),
    swiftTarget("UCI", ["EdgeTypes"]),
    swiftTarget("JSON", ["EdgeTypes", "CJansson"]),
    swiftTarget("NetModel", ["EdgeTypes"]),
    swiftTarget("EdgeConfig", ["EdgeTypes", "UCI"]),
    swiftTarget("EdgeControl", ["EdgeTypes", "NetModel", "JSON", "EdgeConfig"]),
    swiftTarget("MeshShare", ["EdgeTypes"]),
    swiftTarget("PacketCryptLite", ["EdgeTypes", "CSodium", "CPacketCrypt"]),
    swiftTarget("LinuxPort", ["EdgeTypes", "CLinux", "CEvent", "CSodium"]),
    swiftTarget("NetlinkPort", ["EdgeTypes", "NetModel", "LinuxPort", "CNetlink"]),
    .executableTarget(
      name: "EdgePoint",
      dependencies: [
        "EdgeTypes", "UCI", "NetModel", "JSON", "EdgeConfig", "EdgeControl", "MeshShare",
        "PacketCryptLite", "LinuxPort", "NetlinkPort", "CLinux",
      ],
      swiftSettings: swiftSettings + [.unsafeFlags(["-parse-as-library"])],
      linkerSettings: [.linkedLibrary("m")]),

    // Not shipped: counts and chance for tests.
    .target(name: "TestSupport", path: "Tests/Support"),
    tests(of: "EdgeTypes"),
    tests(of: "NetModel", ["EdgeTypes"]),
    tests(of: "UCI", ["EdgeTypes"]),
    tests(of: "EdgeConfig", ["EdgeTypes", "UCI", "TestSupport"]),
    tests(
      of: "NetlinkPort",
      ["EdgeTypes", "NetModel", "EdgeConfig", "EdgeControl", "LinuxPort", "CLinux"]),
    tests(of: "EdgeControl", ["EdgeTypes", "NetModel", "JSON", "EdgeConfig"]),
    tests(
      of: "PacketCryptLite",
      ["EdgeTypes", "EdgeControl", "JSON", "LinuxPort", "CPacketCrypt", "TestSupport"]),
    tests(of: "LinuxPort", ["EdgeTypes", "CLinux", "SandboxProbe"]),
    // Not shipped: what the tests lock into the sandbox to see what it still can do.
    .executableTarget(
      name: "SandboxProbe", dependencies: ["EdgeTypes", "LinuxPort", "CLinux"],
      path: "Tests/SandboxProbe",
      swiftSettings: swiftSettings + [.unsafeFlags(["-parse-as-library"])],
      linkerSettings: [.linkedLibrary("m")]),
    tests(
      of: "EdgePoint",
      [
        "EdgeTypes", "NetModel", "EdgeConfig", "EdgeControl", "LinuxPort", "PacketCryptLite",
        "CLinux",
      ]),
  ],
  cLanguageStandard: .gnu11
)

/// The fuzz targets are one libFuzzer program if EDGEPOINT_FUZZ is set (Tests/Fuzz/run), and else
/// tests over their committed corpora.
let fuzzDependencies: [Target.Dependency] = [
  "EdgeTypes", "UCI", "NetModel", "JSON", "EdgeConfig", "EdgeControl", "PacketCryptLite",
  "LinuxPort", "CLinux",
]
package.targets.append(
  Context.environment["EDGEPOINT_FUZZ"] == nil
    ? .testTarget(
      name: "FuzzTests", dependencies: fuzzDependencies, path: "Tests/Fuzz",
      exclude: ["run", "Fuzzer.swift"], swiftSettings: swiftSettings)
    : .executableTarget(
      name: "Fuzz", dependencies: fuzzDependencies, path: "Tests/Fuzz",
      exclude: ["run", "CorpusTests.swift"],
      swiftSettings: swiftSettings + [.unsafeFlags(["-parse-as-library"])]))

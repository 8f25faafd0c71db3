/// The version that `edgepoint --version`, the user agent and the packages carry.
public let edgePointVersion: StaticString = "0.1.0"

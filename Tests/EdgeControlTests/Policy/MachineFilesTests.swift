import EdgeControl
import Testing

@Suite struct MachineFilesTests {
  @Test func meminfo_givesBytes() {
    let file = "MemTotal:  999 kB\nMemAvailable:    421875 kB\nBuffers: 1 kB\n"
    #expect(MachineFiles.availableBytes(meminfo: bytes(file)) == 432_000_000)
    #expect(MachineFiles.totalBytes(meminfo: bytes(file)) == 999 * 1024)
    #expect(MachineFiles.availableBytes(meminfo: bytes("MemAvailable: kB")) == nil)
    #expect(MachineFiles.availableBytes(meminfo: []) == nil)
    let huge = "MemAvailable: 99999999999999999999 kB"
    #expect(MachineFiles.availableBytes(meminfo: bytes(huge)) == nil)
  }

  @Test func sensor_brokenOnesAreIgnored() {
    #expect(MachineFiles.milliCelsius(bytes("54321\n")) == 54_321)
    #expect(MachineFiles.milliCelsius(bytes("-5000\n")) == -5_000)
    for odd in ["", "\n", "hot", "-", "-274000", "1000000", "5 4"] {
      #expect(MachineFiles.milliCelsius(bytes(odd)) == nil, "\(odd)")
    }
  }
}

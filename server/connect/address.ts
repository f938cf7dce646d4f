import { BlockList, isIP } from 'node:net'

const refused = new BlockList()
for (const [network, prefix] of [
  ['0.0.0.0', 8], // "this host"; Linux connects 0.0.0.0 to itself
  ['127.0.0.0', 8], // loopback
  ['169.254.0.0', 16], // link-local, and the metadata service of most clouds
  ['224.0.0.0', 3], // multicast, reserved, broadcast
] as const)
  refused.addSubnet(network, prefix, 'ipv4')
for (const [network, prefix] of [
  ['::', 96], // unspecified, loopback and IPv4-compatible
  ['fe80::', 10], // link-local
  ['ff00::', 8], // multicast
  ['64:ff9b::', 96], // NAT64: an IPv4 address in disguise
  ['2002::', 16], // 6to4: the same
] as const)
  refused.addSubnet(network, prefix, 'ipv6')
// Metadata services outside the link-local range.
for (const address of ['100.100.100.200', '168.63.129.16']) refused.addAddress(address, 'ipv4')
refused.addAddress('fd00:ec2::254', 'ipv6')

/**
 * True for an IP address that only connections marked local may call: loopback, link-local, metadata, unspecified, multicast, reserved, and
 * IPv6 spellings of those (IPv4-mapped, NAT64, 6to4). Anything that is no IP address counts as such too.
 */
export function isLocalAddress(address: string): boolean {
  const plain = address.replace(/^\[|\]$/g, '').replace(/%.*$/, '')
  const family = isIP(plain)
  if (family === 0) return true
  return refused.check(plain, family === 6 ? 'ipv6' : 'ipv4')
}

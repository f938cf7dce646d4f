import { lookup as systemLookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { buildConnector } from 'undici'
import { Problem } from '../model/problem.ts'
import { isLocalAddress } from './address.ts'

export interface ResolvedAddress {
  address: string
  family: number
}

/** All addresses of a host name. */
export type Resolve = (hostname: string) => Promise<readonly ResolvedAddress[]>

export interface EgressOptions {
  /** Addresses on this machine or link are allowed. */
  local: boolean
  resolve: Resolve
  /** Milliseconds for the connection to be made. */
  timeoutMs: number
}

/** The resolver of the operating system. */
export const resolveBySystem: Resolve = (hostname) =>
  new Promise((resolve, reject) => systemLookup(hostname, { all: true }, (error, addresses) => (error ? reject(error) : resolve(addresses))))

/**
 * Opens sockets for undici and refuses local addresses unless allowed. The addresses that were checked are the ones connected to: there is no
 * second look-up in which a name could point elsewhere. One refused answer refuses the name.
 */
export function createGuardedConnector({ local, resolve, timeoutMs }: EgressOptions): buildConnector.connector {
  const connect = buildConnector({ timeout: timeoutMs, lookup: createGuardedLookup(local, resolve) })
  return (options, callback) => {
    const host = options.hostname.replace(/^\[|\]$/g, '')
    // A literal address is connected to without any look-up.
    if (!local && isIP(host) !== 0 && isLocalAddress(host)) return callback(refusal(), null)
    return connect(options, callback)
  }
}

function createGuardedLookup(local: boolean, resolve: Resolve): LookupFunction {
  const find = async (hostname: string): Promise<readonly ResolvedAddress[]> => {
    const addresses = await resolve(hostname)
    if (addresses.length === 0) throw Object.assign(new Error('no address'), { code: 'ENOTFOUND' })
    if (!local && addresses.some(({ address }) => isLocalAddress(address))) throw refusal()
    return addresses
  }
  return async (hostname, options, callback) => {
    let addresses: readonly ResolvedAddress[]
    try {
      addresses = await find(hostname)
    } catch (error) {
      callback(error as NodeJS.ErrnoException, '', 0)
      return
    }
    if (options.all) callback(null, [...addresses])
    else callback(null, addresses[0]!.address, addresses[0]!.family)
  }
}

const refusal = (): Problem & NodeJS.ErrnoException => new Problem('egress.refused', 'The base URL leads to an address on this machine or link.')

// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.24;

/// A token whose balances are whatever its mode says, whoever asks.
contract LiarToken {
    enum Mode {
        Claimed,
        Reverts,
        Short,
        Max,
        Empty,
        GasBomb
    }

    Mode public mode;
    uint256 public claimed;
    uint8 public decimals = 18;
    string public constant name = "Liar";
    string public constant symbol = "LIAR";

    /// `claimed_` is the balance told in mode Claimed.
    function setMode(Mode mode_, uint256 claimed_) external {
        mode = mode_;
        claimed = claimed_;
    }

    function setDecimals(uint8 decimals_) external {
        decimals = decimals_;
    }

    function balanceOf(address) external view returns (uint256) {
        if (mode == Mode.Reverts) revert("no balance for you");
        if (mode == Mode.Max) return type(uint256).max;
        if (mode == Mode.GasBomb) while (true) {}
        if (mode == Mode.Short) {
            assembly {
                mstore(0, 1)
                return(0, 16)
            }
        }
        if (mode == Mode.Empty) {
            assembly {
                return(0, 0)
            }
        }
        return claimed;
    }
}

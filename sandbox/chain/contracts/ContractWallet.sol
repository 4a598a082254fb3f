// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.24;

import {ERC721Holder} from "@openzeppelin/contracts/token/ERC721/utils/ERC721Holder.sol";
import {ERC1155Holder} from "@openzeppelin/contracts/token/ERC1155/utils/ERC1155Holder.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// An EIP-1271 wallet that takes its owner's signature for its own, or misbehaves as its mode says.
contract ContractWallet is ERC721Holder, ERC1155Holder {
    enum Mode {
        Magic,
        One,
        Reverts,
        GasBomb
    }

    address public immutable owner;
    Mode public mode;

    constructor(address owner_, Mode mode_) {
        owner = owner_;
        mode = mode_;
    }

    receive() external payable {}

    function setMode(Mode mode_) external {
        mode = mode_;
    }

    function isValidSignature(bytes32 hash, bytes calldata signature) external view returns (bytes4) {
        if (mode == Mode.Reverts) revert("not today");
        if (mode == Mode.GasBomb) while (true) {}
        if (mode == Mode.One) {
            assembly {
                mstore(0, 1)
                return(0, 32)
            }
        }
        (address signer, , ) = ECDSA.tryRecoverCalldata(hash, signature);
        return signer == owner ? this.isValidSignature.selector : bytes4(0xffffffff);
    }
}

// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.24;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";

/// A collection whose owner mints and whose holders may burn.
contract Nft is ERC721, Ownable {
    constructor(string memory name_, string memory symbol_) ERC721(name_, symbol_) Ownable(msg.sender) {}

    function mint(address to, uint256 id) external onlyOwner {
        _mint(to, id);
    }

    /// Mints ids firstId, firstId + 1, ... to one holder after the other.
    function mintMany(address[] calldata to, uint256 firstId) external onlyOwner {
        for (uint256 i = 0; i < to.length; i++) _mint(to[i], firstId + i);
    }

    function burn(uint256 id) external {
        _update(address(0), id, msg.sender);
    }
}

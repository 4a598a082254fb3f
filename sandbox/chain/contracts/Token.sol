// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.24;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// An honest ERC-20 with as many decimals as it is told.
contract Token is ERC20, Ownable {
    uint8 private immutable _places;

    constructor(string memory name_, string memory symbol_, uint8 places) ERC20(name_, symbol_) Ownable(msg.sender) {
        _places = places;
    }

    function decimals() public view override returns (uint8) {
        return _places;
    }

    function mint(address to, uint256 amount) external onlyOwner {
        _mint(to, amount);
    }

    function mintMany(address[] calldata to, uint256 amount) external onlyOwner {
        for (uint256 i = 0; i < to.length; i++) _mint(to[i], amount);
    }

    function burn(uint256 amount) external {
        _burn(msg.sender, amount);
    }
}
